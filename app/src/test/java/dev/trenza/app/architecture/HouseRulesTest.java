package dev.trenza.app.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** The "must never" of the design and of the style, over the main code of every module that the application is made of. */
@AnalyzeClasses(packages = "dev.trenza", importOptions = HouseRulesTest.MainCode.class)
class HouseRulesTest {

    private static final String[] WORKER = {"dev.trenza.task..", "dev.trenza.worker.."};
    private static final String PROTOCOL = "dev.trenza.worker.protocol..";
    private static final String CORE = "dev.trenza.core..";
    private static final String PIPELINE = "dev.trenza.core.pipeline..";
    private static final String IO = "dev.trenza.io..";
    private static final String APP = "dev.trenza.app..";

    /** What it does is forbidden to all others. */
    private static final String DRILL = "dev.trenza.worker.drill..";

    private static final Set<String> MAINS =
            Set.of("dev.trenza.app.Trenza", "dev.trenza.app.onejar.OneJar", "dev.trenza.worker.WorkerMain");
    private static final Set<String> JAVA_BASE = Object.class.getModule().getPackages();

    // The house: app -> io -> core -> worker

    @ArchTest
    static final ArchRule theWorkerNeedsJavaBaseOnly = classes()
            .that()
            .resideInAnyPackage(WORKER)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(WORKER).or(describe("are in java.base", HouseRulesTest::isInJavaBase)))
            .because("a worker runs beside its users' own jars");

    @ArchTest
    static final ArchRule coreKnowsNoApplicationAndItsLibraries = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    IO, APP, "picocli..", "ch.qos.logback..", "tools.jackson..", "org.snakeyaml..", "me.tongfei..")
            .because("core is embedded in other people's programs");

    @ArchTest
    static final ArchRule thePoolsKnowNoPipeline = noClasses()
            .that(resideInAPackage(CORE).and(not(resideInAPackage(PIPELINE))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PIPELINE);

    @ArchTest
    static final ArchRule onlyCoreSpeaksTheWireProtocol = noClasses()
            .that()
            .resideOutsideOfPackages(WORKER[0], WORKER[1], CORE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PROTOCOL);

    @ArchTest
    static final ArchRule ioKnowsNoApplication = noClasses()
            .that()
            .resideInAPackage(IO)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(APP);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.trenza.(**)").should().beFreeOfCycles();

    // The style

    @ArchTest
    static final ArchRule namesSayWhatAClassIsFor = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
            .orShould()
            .resideInAnyPackage("..util..", "..common..");

    @ArchTest
    static final ArchRule nothingSleepsButTheSleepTask = noClasses()
            .that()
            .doNotHaveSimpleName("SleepTask")
            .should(accessTargetWhere(isNamed("sleep", Thread.class, TimeUnit.class)))
            .because("a timer, a blocking read or Process.onExit() wakes in time, and a test can turn a timer's clock");

    @ArchTest
    static final ArchRule onlyAMainExits = noClasses()
            .that(not(belongTo(describe("a main class", type -> MAINS.contains(type.getName())))))
            .and()
            .resideOutsideOfPackage(DRILL)
            .should(accessTargetWhere(isNamed("exit", System.class, Runtime.class)))
            .because("everything else may run in somebody else's JVM");

    @ArchTest
    static final ArchRule onlyOurOwnJvmsAreHalted = noClasses()
            .that()
            .resideOutsideOfPackages("dev.trenza.worker..", APP)
            .should(accessTargetWhere(isNamed("halt", Runtime.class)));

    @ArchTest
    static final ArchRule noStateIsStatic =
            fields().that().areStatic().should().beFinal().because("two pools in one JVM know nothing of each other");

    @ArchTest
    static final ArchRule everyPackageOutsideTheWorkerIsNullMarked = classes()
            .that()
            .resideOutsideOfPackages(WORKER)
            .should(be(describe(
                    "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class))));

    private static boolean isInJavaBase(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        return element.isPrimitive() || JAVA_BASE.contains(element.getPackageName());
    }

    private static DescribedPredicate<JavaAccess<?>> isNamed(String name, Class<?>... owners) {
        return describe(
                name,
                access -> access.getName().equals(name)
                        && Arrays.stream(owners).anyMatch(access.getTargetOwner()::isEquivalentTo));
    }

    /** Jars and class folders, but not those of the tests, wherever the build puts them. */
    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
