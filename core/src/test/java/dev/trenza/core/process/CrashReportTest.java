package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportTest {

    private static final String HEAD = """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            """;

    private static String cause(String rest) {
        return CrashReport.cause((HEAD + rest).lines().toList());
    }

    @Test
    void misuseOfUnsafeIsToldWithWhoCalled() {
        assertThat(cause("""
                        #  SIGSEGV (0xb) at pc=0x00007ff6b40d2f94, pid=9708, tid=9709
                        #
                        # JRE version: OpenJDK Runtime Environment (17.0.15+6) (build 17.0.15+6-Debian-1deb12u1)
                        # Problematic frame:
                        # V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124
                        #
                        V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124
                        j  jdk.internal.misc.Unsafe.putLong(Ljava/lang/Object;JJ)V+0 java.base@17.0.15
                        j  sun.misc.Unsafe.putAddress(JJ)V+5 jdk.unsupported@17.0.15
                        j  com.acme.Crash.main([Ljava/lang/String;)V+23
                        siginfo: si_signo: 11 (SIGSEGV), si_code: 1 (SEGV_MAPERR), si_addr: 0x0000000000000000
                        """))
                .isEqualTo("SIGSEGV at address 0x0, a null pointer, in the JVM itself (Unsafe_PutLong),"
                        + " called from com.acme.Crash.main");
    }

    @Test
    void aNativeLibraryIsNamedWithItsFunction() {
        assertThat(cause("""
                        #  SIGSEGV (0xb) at pc=0x00007f0000001234, pid=1, tid=2
                        # Problematic frame:
                        # C  [libpng16.so.16+0x1f3a4]  png_read_row+0x44
                        J 1234  com.acme.Png.decode([B)I (0 bytes) @ 0x00007f00 [0x00007f00+0x10]
                        siginfo: si_signo: 11 (SIGSEGV), si_code: 1 (SEGV_MAPERR), si_addr: 0x00007fffdeadbeef
                        """))
                .isEqualTo("SIGSEGV at address 0x7fffdeadbeef in native code of libpng16.so.16 (png_read_row),"
                        + " called from com.acme.Png.decode");
    }

    @Test
    void aFunctionWithoutANameIsToldByItsLibrary() {
        assertThat(cause("""
                        #  SIGABRT (0x6) at pc=0x00007f0000001234, pid=1, tid=2
                        # Problematic frame:
                        # C  [libc.so.6+0x8aeec]
                        """)).isEqualTo("SIGABRT in native code of libc.so.6");
    }

    @Test
    void javaCodeAndStubsAreToldToo() {
        assertThat(cause("""
                        #  SIGBUS (0x7) at pc=0x00007f0000001234, pid=1, tid=2
                        # Problematic frame:
                        # v  ~StubRoutines::jbyte_disjoint_arraycopy
                        """)).isEqualTo("SIGBUS in a stub of the JVM (~StubRoutines::jbyte_disjoint_arraycopy)");
        assertThat(cause("""
                        #  SIGSEGV (0xb) at pc=0x00007f0000001234, pid=1, tid=2
                        # Problematic frame:
                        # J 512 c2 com.acme.Fast.loop(J)J (25 bytes) @ 0x00007f [0x00007f+0x12]
                        """)).startsWith("SIGSEGV in Java code (512 c2 com.acme.Fast.loop(J)J");
    }

    @Test
    void aSystemWithoutMemoryIsNoDefect() {
        assertThat(CrashReport.cause("""
                        #
                        # There is insufficient memory for the Java Runtime Environment to continue.
                        # Native memory allocation (mmap) failed to map 65536 bytes for committing reserved memory.
                        # Possible reasons:
                        #   The system is out of physical RAM or swap space
                        #
                        #  Out of Memory Error (os_linux.cpp:2795), pid=1, tid=2
                        """.lines().toList()))
                .isEqualTo("the system gave the JVM no more memory: Native memory allocation (mmap) failed to map 65536"
                        + " bytes for committing reserved memory.");
    }

    @Test
    void anErrorOfTheJvmItselfIsToldInItsOwnWords() {
        assertThat(cause("""
                        #  Internal Error (debug.cpp:362), pid=9750, tid=9751
                        #  fatal error: OutOfMemory encountered: Java heap space
                        """)).isEqualTo("OutOfMemory encountered: Java heap space");
        assertThat(cause("""
                        #  Internal Error (compile.cpp:12), pid=9750, tid=9751
                        #  guarantee(n > 0) failed: must be
                        """))
                .isEqualTo("an internal error of the JVM (compile.cpp:12): guarantee(n > 0) failed: must be");
    }

    @Test
    void whatIsNoReportHasNoCause(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("crash.log"), new byte[] {0, -1, 10, 35, 10});

        assertThat(CrashReport.cause(List.of())).isEmpty();
        assertThat(CrashReport.read(file)).isEqualTo(new CrashReport(file.toString(), ""));
        assertThat(CrashReport.read(directory.resolve("gone")).cause()).isEmpty();
    }

    @Test
    void onlyTheNewestReportsStay(@TempDir Path directory) throws IOException {
        for (int i = 0; i < 30; i++) {
            Path report = Files.writeString(directory.resolve("trenza-crash-" + i + ".log"), "#");
            assertThat(report.toFile().setLastModified(1_700_000_000_000L + i * 60_000L))
                    .isTrue();
        }
        Files.writeString(directory.resolve("another.log"), "mine");

        CrashReport.forgetOld(directory.resolve("trenza-crash-29.log"));

        assertThat(directory.toFile().list())
                .hasSize(21)
                .contains("another.log", "trenza-crash-29.log", "trenza-crash-10.log")
                .doesNotContain("trenza-crash-9.log");
    }
}
