package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SandboxCommandTest {

    private static final Path HOME = Path.of("/tmp/pool/worker-1");

    private static Optional<Path> program(String name) {
        return Optional.of(Path.of("/usr/bin", name));
    }

    private static List<String> prefix(Sandbox sandbox, Optional<Path> unshare, Optional<Path> bubblewrap) {
        LaunchTools tools = new LaunchTools(true, Optional.empty(), program("setpriv"), unshare, bubblewrap);
        return new SandboxCommand(sandbox, tools).prefix(HOME);
    }

    @Test
    void ofTwoSandboxesTheStricterHoldsAndWhatEitherGrants() {
        Sandbox both = Sandbox.isolated(Path.of("/a"), Path.of("/b"));

        assertThat(Sandbox.isolated(Path.of("/a")).and(Sandbox.isolated(Path.of("/a"), Path.of("/b"))))
                .isEqualTo(both);
        assertThat(Sandbox.none().and(both)).isEqualTo(both);
        assertThat(both.and(Sandbox.limits())).isEqualTo(both);
        assertThat(Sandbox.limits().and(Sandbox.none())).isEqualTo(Sandbox.limits());
    }

    @Test
    void withoutASandboxNothingStandsBeforeTheCommand() {
        assertThat(prefix(Sandbox.none(), program("unshare"), program("bwrap"))).isEmpty();
    }

    @Test
    void limitsNeedAShellOnly() {
        assertThat(prefix(Sandbox.limits(), Optional.empty(), Optional.empty()))
                .startsWith("/bin/sh", "-c")
                .endsWith("sh", "/usr/bin/setpriv", "--no-new-privs");
    }

    @Test
    void bubblewrapGetsAllNamespacesAndBindsWhatIsGrantedOverTheReadOnlyRoot() {
        List<String> prefix = prefix(Sandbox.isolated(Path.of("/data/out")), program("unshare"), program("bwrap"));

        assertThat(prefix)
                .startsWith("/bin/sh", "-c")
                .contains("/usr/bin/bwrap")
                .doesNotContain("/usr/bin/unshare");
        assertThat(prefix)
                .containsSubsequence(
                        "--unshare-all",
                        "--die-with-parent",
                        "--cap-drop",
                        "ALL",
                        "--ro-bind",
                        "/",
                        "/",
                        "--bind",
                        "/data/out",
                        "/data/out",
                        "--bind",
                        HOME.toString(),
                        HOME.toString(),
                        "--remount-ro",
                        "/dev",
                        "--");
        assertThat(prefix).last().isEqualTo("--");
    }

    @Test
    void unshareGetsThemByNumberBeforeTheCommand() {
        List<String> prefix = prefix(Sandbox.isolated(Path.of("/data/out")), program("unshare"), Optional.empty());

        assertThat(prefix)
                .containsSubsequence(
                        "/usr/bin/unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--ipc")
                .containsSubsequence("--kill-child=KILL", "--mount-proc")
                .endsWith("sh", "2", "/data/out", HOME.toString());
    }
}
