package dev.trenza.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.OutcomesOfTests;
import dev.trenza.app.statistics.RunRecorder;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.StatisticsOfTests;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    /** What would run, or break out, if it were put anywhere as it is. */
    static final String HOSTILE =
            "</script></title></style><script>document.title='pwned'</script>\"><img src=x onerror=\"document.title='pwned'\">"
                    + "' onmouseover='document.title=1' \u202Etxt.exe \0\u0007\u001b[31m &lt;b&gt; \uD800";

    @Test
    void tenItemsAreAPageWithEveryBar() {
        Document page = page(StatisticsOfTests.of(10));

        assertThat(page.select("h1").text()).isEqualTo("p");
        assertThat(page.select(".figures dd").eachText()).startsWith("10", "0", "13 ms");
        assertThat(page.select(".plot rect"))
                .hasSize(20)
                .allSatisfy(bar -> assertThat(bar.select("title").text()).startsWith("s."));
        assertThat(page.select(".names div").eachText())
                .containsExactly(
                        "items finished", "processors busy", "io 1", "io 2", "io 3", "io 4", "worker 1", "worker 2");
        assertThat(page.select("#stages tbody th").eachText()).containsExactly("s.read", "s.parse");
        assertThat(page.select("#failures")).isEmpty();
    }

    @Test
    void aMillionItemsAreNotLarger() {
        RunStatistics run = StatisticsOfTests.of(1_000_000);

        String text = ReportPage.of(run);

        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(300_000);
        Document page = Jsoup.parse(text);
        assertThat(page.select(".figures dd").first().text()).isEqualTo("1,000,000");
        assertThat(page.select(".plot path.cpu")).hasSize(2);
        assertThat(page.select(".plot path.io")).hasSize(4);
    }

    @Test
    void nothingOfTheDataIsCode() {
        Document page = page(hostile());

        assertThat(page.select("script")).hasSize(1);
        assertThat(page.select("style")).hasSize(1);
        assertThat(page.select("img, iframe, object, embed, link, base, form, a"))
                .isEmpty();
        assertThat(page.getAllElements())
                .allSatisfy(element -> assertThat(element.attributes().asList())
                        .noneMatch(attribute -> attribute.getKey().startsWith("on")));
        assertThat(page.title()).contains("document.title='pwned'");
        assertThat(page.select("#failures td.item").first().text()).contains("<img src=x onerror=");
        assertThat(page.text()).doesNotContainPattern("[\\x00-\\x08\\x1b\\ud800-\\udfff]");
    }

    @Test
    void namesOfUnknownDirectionAreKeptApart() {
        Document page = page(hostile());

        List<Element> cells = page.select("td.item");
        assertThat(cells)
                .isNotEmpty()
                .allSatisfy(cell -> assertThat(cell.select("> bdi")).hasSize(1));
    }

    @Test
    void thePageMayRunItsOwnScriptOnlyAndFetchNothing() {
        Document page = page(StatisticsOfTests.of(1));

        String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
        assertThat(policy).startsWith("default-src 'none';").contains("script-src 'sha256-");
        assertThat(page.outerHtml().replace("http-equiv", "")).doesNotContain("http:", "https:", "@import", "url(");
    }

    @Test
    void everythingHasANameForThoseWhoDoNotSeeIt() {
        Document page = page(StatisticsOfTests.of(10));

        assertThat(page.select("html").attr("lang")).isEqualTo("en");
        assertThat(page.select("svg"))
                .isNotEmpty()
                .allSatisfy(picture -> assertThat(picture.attr("aria-label")).isNotBlank());
        assertThat(page.select("button"))
                .allSatisfy(button -> assertThat(button.text()).isNotBlank());
        assertThat(page.select("thead th"))
                .allSatisfy(head -> assertThat(head.attr("scope")).isEqualTo("col"));
        assertThat(page.select("#meanings dt").eachText()).contains("speed-up", "overlap", "wait");
    }

    @Test
    void aRunOfNothingIsAPageToo() {
        RunStatistics run = new RunRecorder("empty").statistics(new RunSummary(), List.of());

        Document page = page(run);

        assertThat(page.select(".counts").text()).isEqualTo("no items");
    }

    static RunStatistics hostile() {
        RunRecorder recorder = new RunRecorder(HOSTILE);
        RunListener events = recorder.events(run -> HOSTILE);
        events.runStarted(HOSTILE, 1);
        events.stageFinished(new StageRun(HOSTILE, HOSTILE, Stage.Kind.CPU, 0, 1, 2, 3, 4, "failed"));
        events.itemFinished(OutcomesOfTests.failure(
                HOSTILE, 0, HOSTILE, "failed", new IllegalStateException(HOSTILE, new RuntimeException(HOSTILE))));
        recorder.workersOf(HOSTILE).workerReady(1, 1);
        return recorder.statistics(new RunSummary(), List.of());
    }

    private static Document page(RunStatistics run) {
        return Jsoup.parse(ReportPage.of(run));
    }
}
