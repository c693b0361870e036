package dev.trenza.worker.program;

import dev.trenza.task.Nullable;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;

/**
 * What a program can change of its JVM without a trace, to be put back when its item is over. Immutable.
 *
 * @param uncaught what is done with exceptions that nobody catches
 */
record JvmState(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Properties properties,
        Locale locale,
        Locale display,
        Locale format,
        TimeZone zone,
        @Nullable UncaughtExceptionHandler uncaught,
        @Nullable Authenticator authenticator,
        @Nullable CookieHandler cookies,
        @Nullable ProxySelector proxies) {

    static JvmState now() {
        return new JvmState(
                System.in,
                System.out,
                System.err,
                (Properties) System.getProperties().clone(),
                Locale.getDefault(),
                Locale.getDefault(Locale.Category.DISPLAY),
                Locale.getDefault(Locale.Category.FORMAT),
                TimeZone.getDefault(),
                Thread.getDefaultUncaughtExceptionHandler(),
                Authenticator.getDefault(),
                CookieHandler.getDefault(),
                ProxySelector.getDefault());
    }

    void restore() {
        System.setIn(in);
        System.setOut(out);
        System.setErr(err);
        System.setProperties((Properties) properties.clone());
        Locale.setDefault(locale);
        Locale.setDefault(Locale.Category.DISPLAY, display);
        Locale.setDefault(Locale.Category.FORMAT, format);
        TimeZone.setDefault(zone);
        Thread.setDefaultUncaughtExceptionHandler(uncaught);
        Authenticator.setDefault(authenticator);
        CookieHandler.setDefault(cookies);
        ProxySelector.setDefault(proxies);
    }
}
