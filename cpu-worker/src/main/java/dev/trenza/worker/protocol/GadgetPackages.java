package dev.trenza.worker.protocol;

import java.util.List;

/**
 * Packages whose classes cross only if they are allowed by name: those of the JDK that hold no values, and libraries in which
 * chains of classes were found that run a stranger's code while they are deserialised.
 */
final class GadgetPackages {

    /** From the payloads of ysoserial and marshalsec; with all packages below. */
    private static final List<String> PREFIXES = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "bsh.",
            "ch.qos.logback.",
            "clojure.",
            "com.caucho.",
            "com.mchange.",
            "com.rometools.",
            "com.vaadin.",
            "com.zaxxer.hikari.",
            "groovy.",
            "net.sf.json.",
            "org.apache.bcel.",
            "org.apache.catalina.",
            "org.apache.click.",
            "org.apache.commons.beanutils",
            "org.apache.commons.collections",
            "org.apache.commons.configuration",
            "org.apache.commons.dbcp",
            "org.apache.commons.fileupload",
            "org.apache.commons.jxpath",
            "org.apache.logging.log4j.",
            "org.apache.myfaces.",
            "org.apache.naming.",
            "org.apache.openjpa.",
            "org.apache.wicket.",
            "org.apache.xalan.",
            "org.apache.xbean.",
            "org.aspectj.",
            "org.codehaus.groovy.",
            "org.hibernate.",
            "org.jboss.",
            "org.mozilla.javascript.",
            "org.python.",
            "org.springframework.",
            "org.yaml.snakeyaml.",
            "scala.");

    private GadgetPackages() {}

    /** Whether a class, or all of a package whose name ends with a dot, is in such a package. */
    static boolean contain(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
