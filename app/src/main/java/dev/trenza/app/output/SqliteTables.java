package dev.trenza.app.output;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The values of successes as rows of tables in a SQLite database. What failed is told on stderr only.
 *
 * <p>Rows are written in transactions of {@value SqliteTable#BATCH}. To replace a table, they go into a new one that takes
 * its place in one transaction at the end: a reader sees the old rows or the new ones, never some of both. To append, they
 * go where they belong, and a reader sees them by the batch.
 */
final class SqliteTables implements OutcomeFormat {

    private final Path file;
    private final Connection connection;
    private final Function<String, String> tableOfStream;
    private final List<String> columns;
    private final boolean appends;
    private final Collection<String> streams;

    // Mutable state
    private final Map<String, SqliteTable> tables = new LinkedHashMap<>();
    private boolean isPublished;

    /**
     * Opens the database, or makes it and its folders.
     *
     * @param columns of every table; empty takes those of its first value
     * @param streams that have a table each, also if they have no values
     * @throws IOException if it cannot be opened
     */
    SqliteTables(
            Path file,
            Function<String, String> tableOfStream,
            List<String> columns,
            boolean appends,
            Collection<String> streams)
            throws IOException {
        this.file = file;
        this.tableOfStream = tableOfStream;
        this.columns = columns;
        this.appends = appends;
        this.streams = List.copyOf(streams);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try {
            this.connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
            // Reads the file, so that what is no database is told now.
            execute("PRAGMA schema_version");
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        if (!outcome.isSuccess()) {
            return;
        }
        try {
            tableOf(outcome.stream()).add(outcome);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private SqliteTable tableOf(String stream) {
        return tables.computeIfAbsent(
                tableOfStream.apply(stream), name -> new SqliteTable(connection, name, columns, appends));
    }

    /** Does nothing: a transaction for each result would cost a wait for the disk each. */
    @Override
    public void flush() {}

    @Override
    public void publish() throws IOException {
        try {
            streams.forEach(this::tableOf);
            for (SqliteTable table : tables.values()) {
                table.publish();
            }
            connection.commit();
            isPublished = true;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (Connection closed = connection) {
            if (!isPublished) {
                for (SqliteTable table : tables.values()) {
                    table.abandon();
                }
                closed.commit();
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private IOException failure(SQLException e) {
        return new IOException("'" + file + "': " + e.getMessage(), e);
    }
}
