package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.pipeline.SourceItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UrlsSourceTest {

    @TempDir
    Path directory;

    @Test
    void blankLinesAndCommentsAreSkipped() throws IOException {
        assertThat(urls("# mine\n\n  \n   # indented\nhttp://a.example/x?y=1#z\n\thttps://b.example/ \r\n"))
                .containsExactly("http://a.example/x?y=1#z", "https://b.example/");
    }

    @Test
    void whatIsNoUrlFailsWithItsLineAndTheNextOneFollows() throws IOException {
        List<Object> urls =
                urls("http://a.example/with space\nftp://a.example/\nfile:///etc/passwd\nhttp://ok.example/");

        assertThat(urls).hasSize(4).last().isEqualTo("http://ok.example/");
        assertThat(((SourceItem) urls.get(0)).failure())
                .hasMessageContaining("line 1 of")
                .hasMessageContaining("Illegal character in path at index 21; write it as %XX");
        assertThat(((SourceItem) urls.get(1)).failure()).hasMessageContaining("begins with http:// or https://");
        assertThat(((SourceItem) urls.get(2)).failure()).hasMessageContaining("use 'read' for files");
    }

    private List<Object> urls(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("f"), text);
        return SourceCatalog.load(null)
                .open("urls", file.toString())
                .collectList()
                .block();
    }
}
