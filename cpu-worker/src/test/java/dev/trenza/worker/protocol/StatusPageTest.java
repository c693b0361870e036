package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusPageTest {

    @TempDir
    Path folder;

    @Test
    void theParentSeesWhatTheWorkerNotes() throws IOException {
        StatusPage parents = StatusPage.create(folder.resolve("status"));
        StatusPage workers = StatusPage.open(folder.resolve("status"));
        assertThat(parents.running()).isZero();

        workers.started(7);
        workers.beat(1_000);
        workers.retained(1_500);
        workers.beat(2_000);
        workers.progress();

        assertThat(parents.running()).isEqualTo(7);
        assertThat(parents.beats()).isEqualTo(2);
        assertThat(parents.heapBytes()).isEqualTo(2_000);
        assertThat(parents.retainedBytes()).isEqualTo(1_500);
        assertThat(parents.progressCount()).isEqualTo(1);
        workers.finished();
        assertThat(parents.running()).isZero();
    }

    @Test
    void whatWasNotedIsThereAfterTheFileIsGone() throws IOException {
        Path file = folder.resolve("status");
        StatusPage parents = StatusPage.create(file);
        StatusPage.open(file).started(Long.MAX_VALUE);

        Files.delete(file);

        assertThat(parents.running()).isEqualTo(Long.MAX_VALUE);
    }

    /** A mapped page would be a fault of the processor, which ends a thread of the parent. */
    @Test
    void whatAWorkerCutsOffReadsAsNothing() throws IOException {
        Path file = folder.resolve("status");
        StatusPage parents = StatusPage.create(file);
        StatusPage.open(file).started(7);
        assertThat(parents.running()).isEqualTo(7);

        Files.write(file, new byte[0]);

        assertThat(parents.running()).isZero();
        assertThat(parents.beats()).isZero();
    }

    @Test
    void whatWasNotedCanBeAskedForAfterClosing() throws IOException {
        Path file = folder.resolve("status");
        StatusPage parents = StatusPage.create(file);
        StatusPage workers = StatusPage.open(file);
        workers.started(7);

        parents.close();
        workers.started(8);

        assertThat(parents.running()).isEqualTo(7);
        parents.close();
    }

    @Test
    void theFileIsAWholePageFromTheBeginning() throws IOException {
        StatusPage.create(folder.resolve("status"));

        assertThat(folder.resolve("status")).hasSize(4096);
    }

    @Test
    void aPageIsMadeOnceAndMustBeMadeBeforeItIsOpened() throws IOException {
        Path file = folder.resolve("status");
        assertThatThrownBy(() -> StatusPage.open(file)).isInstanceOf(NoSuchFileException.class);
        StatusPage.create(file);

        assertThatThrownBy(() -> StatusPage.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void theWorkerCanTellWhetherThePageCanStillBeOpened() throws IOException {
        Path file = folder.resolve("status");
        StatusPage.create(file);
        StatusPage workers = StatusPage.open(file);

        assertThat(workers.canBeOpened()).isTrue();
        Files.delete(file);
        assertThat(workers.canBeOpened()).isFalse();
        assertThat(StatusPage.inMemory().canBeOpened()).isTrue();
    }

    @Test
    void aPageWithoutAFileWorksTheSame() {
        StatusPage page = StatusPage.inMemory();

        page.started(3);
        page.beat(10);

        assertThat(page.running()).isEqualTo(3);
        assertThat(page.beats()).isEqualTo(1);
    }
}
