package dev.trenza.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.StatisticsOfTests;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one; TRENZA_BROWSER names another one of Chromium's family. */
@Tag("cli")
@Timeout(300)
class BrowserIT {

    private static final int PATIENCE_SECONDS = 90;

    /** The browser may still write there for a moment. */
    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    @Test
    void theScriptOfThePageRuns() throws Exception {
        Document page = opened(StatisticsOfTests.of(1_000));

        assertThat(page.select("html").attr("data-ready")).isEqualTo("yes");
        assertThat(page.select(".plot rect")).hasSize(2_000);
        assertThat(page.select(".scroll").attr("title")).contains("n and p");
    }

    @Test
    void aMillionItemsOpen() throws Exception {
        Document page = opened(StatisticsOfTests.of(1_000_000));

        assertThat(page.select("html").attr("data-ready")).isEqualTo("yes");
        assertThat(page.select(".figures dd").first().text()).isEqualTo("1,000,000");
    }

    @Test
    void keysWidenTheTimeLineAndGoFromBarToBar() throws Exception {
        Document widened = opened(StatisticsOfTests.of(100), "++-n");
        Document whole = opened(StatisticsOfTests.of(100), "++0np");

        assertThat(widened.select(".plot").attr("style")).contains("width: 200%");
        assertThat(widened.select(".at"))
                .containsExactly(widened.select(".plot rect").first());
        assertThat(widened.select("#readout").text())
                .isEqualTo(widened.select(".at title").text())
                .isNotEmpty();
        assertThat(whole.select(".plot").attr("style")).contains("width: 100%");
        assertThat(whole.select(".at"))
                .containsExactly(whole.select(".plot rect").last());
    }

    @Test
    void hostileTextRunsNowhere() throws Exception {
        Document page = opened(ReportPageTest.hostile());

        assertThat(page.select("html").attr("data-ready")).isEqualTo("yes");
        assertThat(page.title()).as("what an attack would replace").endsWith("report of a Trenza run");
        assertThat(page.select("img")).isEmpty();
    }

    private Document opened(RunStatistics run) throws Exception {
        return opened(run, "");
    }

    /** As it looks after these keys. */
    private Document opened(RunStatistics run, String keys) throws Exception {
        Path file = folder.resolve("report.html");
        ReportFile.write(file, run);
        if (!keys.isEmpty()) {
            type(keys, file);
        }
        File dom = folder.resolve("dom.html").toFile();
        Process browser = new ProcessBuilder(List.of(
                        browser(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        file.toUri().toString()))
                .redirectOutput(dom)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || browser.exitValue() != 0 || dom.length() == 0) {
                abort("the browser does not work here");
            }
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        return Jsoup.parse(dom, StandardCharsets.UTF_8.name());
    }

    /** The page itself allows no script but its own. */
    private static void type(String keys, Path file) throws IOException {
        Document page = Jsoup.parse(file);
        page.select("meta[http-equiv=Content-Security-Policy]").remove();
        page.body()
                .appendElement("script")
                .appendChild(
                        new DataNode(
                                "for (const key of '" + keys + "') {"
                                        + " document.querySelector('.scroll').dispatchEvent(new KeyboardEvent('keydown', { key })); }"));
        Files.writeString(file, page.outerHtml());
    }

    private static String browser() throws IOException {
        String chosen = System.getenv("TRENZA_BROWSER");
        if (chosen != null) {
            return chosen;
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> abort("no browser: put chromium on the PATH, or name one in TRENZA_BROWSER"));
    }
}
