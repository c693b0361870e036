package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {

    @TempDir
    Path mount;

    @Test
    void version2HasTheLeastLimitOfAllGroupsAbove() throws IOException {
        write("memory.max", "max");
        write("pod/memory.max", "1073741824");
        write("pod/job/memory.max", "2147483648");
        write("pod/cpu.max", "150000 100000");
        write("pod/job/cpu.max", "max 100000");

        Cgroup cgroup = new Cgroup(mount, List.of("0::/pod/job"));

        assertThat(cgroup.memory()).hasValue(1L << 30);
        assertThat(cgroup.processors()).contains(1.5);
    }

    @Test
    void version1HasAHierarchyForEachController() throws IOException {
        write("memory/docker/1/memory.limit_in_bytes", "536870912");
        write("memory/memory.limit_in_bytes", "9223372036854771712");
        write("cpu/docker/1/cpu.cfs_quota_us", "50000");
        write("cpu/docker/1/cpu.cfs_period_us", "100000");
        write("cpu/cpu.cfs_quota_us", "-1");
        write("cpu/cpu.cfs_period_us", "100000");

        Cgroup cgroup = new Cgroup(mount, List.of("4:memory:/docker/1", "3:cpu,cpuacct:/docker/1"));

        assertThat(cgroup.memory()).hasValue(512L << 20);
        assertThat(cgroup.processors()).contains(0.5);
    }

    @Test
    void withoutLimitsThereAreNone() {
        assertThat(new Cgroup(mount, List.of("0::/")).memory()).isEmpty();
        assertThat(new Cgroup(mount, List.of("garbage")).processors()).isEmpty();
        assertThat(new Cgroup(mount, List.of()).memory()).isEmpty();
    }

    private void write(String file, String content) throws IOException {
        Path path = mount.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content + "\n");
    }
}
