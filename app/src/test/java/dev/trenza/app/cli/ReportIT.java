package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a run behind it. */
@Tag("cli")
@Timeout(240)
class ReportIT {

    @TempDir
    Path folder;

    @Test
    void aRunEndsWithASummaryAndAReport() throws Exception {
        Path pipeline = folder.resolve("p.yaml");
        Files.writeString(pipeline, """
                name: braid
                streams:
                  squares:
                    source: { range: 20 }
                    stages:
                      - io: sleep
                        with: { duration: 1ms }
                      - cpu: square
                  missing:
                    source: { items: ["/no/such/<script>alert(1)</script>"] }
                    stages:
                      - io: read
                """);
        Path report = folder.resolve("new/report.html");

        Trenza.Result result = Trenza.run("run", pipeline.toString(), "-j", "1", "--report", report.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .anyMatch(line -> line.matches("trenza: +runs +p50 +p95 +max +wait p95"))
                .anyMatch(line -> line.matches("trenza: +squares\\.square +20 .*"))
                .anyMatch(line -> line.matches("trenza: +I/O ran for .*; speed-up [0-9.]+"))
                .anyMatch(line -> line.matches("trenza: +slowest: .*; .*; .*"));
        Document page = Jsoup.parse(Files.readString(report));
        assertThat(page.select("h1").text()).isEqualTo("braid");
        assertThat(page.select(".names div").eachText()).contains("io 1", "worker 1");
        assertThat(page.select(".plot rect")).hasSize(41);
        assertThat(page.select("#failures summary").text()).contains("1 × failed in read");
        assertThat(page.select("#failures pre").text()).contains("UnusableFileException", "\nat ".strip());
        assertThat(page.select("script")).hasSize(1);
        assertThat(List.of(folder.resolve("new").toFile().list())).containsExactly("report.html");
    }

    @Test
    void aReportThatCannotBeWrittenIsToldBeforeTheWork() throws Exception {
        Trenza.Result result = Trenza.run("map", "square", "1", "--report", folder.toString());

        assertThat(result.status()).isEqualTo(74);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).containsExactly("trenza: '" + folder + "' cannot be written: it is a directory");
    }
}
