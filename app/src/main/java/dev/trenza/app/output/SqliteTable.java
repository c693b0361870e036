package dev.trenza.app.output;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One table that is filled.
 *
 * <table>
 * <caption>Types, by the first value</caption>
 * <tr><td>whole numbers, booleans (1 and 0)</td><td>INTEGER</td></tr>
 * <tr><td>other numbers</td><td>REAL</td></tr>
 * <tr><td>bytes</td><td>BLOB</td></tr>
 * <tr><td>texts; lists and maps as JSON; numbers of more than 64 bits, NaN</td><td>TEXT</td></tr>
 * <tr><td>null</td><td>none: what comes later is kept as it is</td></tr>
 * </table>
 */
final class SqliteTable {

    static final int BATCH = 1_000;

    private final Connection connection;
    private final String name;
    private final String target;
    private final ValueColumns columns;
    private final boolean appends;

    // Mutable state
    private @Nullable PreparedStatement insert;
    private int pending;

    SqliteTable(Connection connection, String name, List<String> columns, boolean appends) {
        this.connection = connection;
        this.name = name;
        this.target = appends ? name : "_trenza_new_" + name;
        this.columns = new ValueColumns(columns);
        this.appends = appends;
    }

    void add(StreamOutcome outcome) throws IOException, SQLException {
        List<@Nullable Object> row = columns.row(outcome);
        PreparedStatement statement = insert;
        if (statement == null) {
            create(row);
            statement = connection.prepareStatement("INSERT INTO " + quoted(target) + " ("
                    + columns.names().stream().map(SqliteTable::quoted).collect(Collectors.joining(", "))
                    + ") VALUES (" + "?, ".repeat(row.size() - 1) + "?)");
            insert = statement;
        }
        for (int i = 0; i < row.size(); i++) {
            statement.setObject(i + 1, stored(row.get(i)));
        }
        statement.addBatch();
        if (++pending == BATCH) {
            writeBatch();
        }
    }

    private void writeBatch() throws SQLException {
        if (insert != null && pending > 0) {
            insert.executeBatch();
            connection.commit();
            pending = 0;
        }
    }

    private void create(List<@Nullable Object> first) throws SQLException, IOException {
        if (first.isEmpty()) {
            throw new IOException("the first value for table '" + name + "' has no fields; name the columns:"
                    + " output: { columns: [...] }");
        }
        List<String> known = columnsOf(target);
        if (appends && !known.isEmpty()) {
            refuseMissing(known);
            return;
        }
        execute("DROP TABLE IF EXISTS " + quoted(target));
        List<String> definitions = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            definitions.add((quoted(columns.names().get(i)) + " " + type(first.get(i))).strip());
        }
        execute("CREATE TABLE " + quoted(target) + " (" + String.join(", ", definitions) + ")");
    }

    private List<String> columnsOf(String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA table_info(" + quoted(table) + ")")) {
            while (rows.next()) {
                names.add(rows.getString("name").toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private void refuseMissing(List<String> known) throws IOException {
        for (String column : columns.names()) {
            if (!known.contains(column.toLowerCase(Locale.ROOT))) {
                throw new IOException("table '" + name + "' is there already and has no column '" + column + "' ("
                        + String.join(", ", known) + "); name the columns to fill, or another table");
            }
        }
    }

    /** The rows take the place of those before; where there are none, the table is empty. */
    void publish() throws SQLException {
        if (insert == null) {
            publishNothing();
            return;
        }
        writeBatch();
        closeInsert();
        if (!appends) {
            execute("DROP TABLE IF EXISTS " + quoted(name));
            execute("ALTER TABLE " + quoted(target) + " RENAME TO " + quoted(name));
        }
    }

    private void publishNothing() throws SQLException {
        boolean isThere = !columnsOf(name).isEmpty();
        if (isThere && !appends) {
            execute("DELETE FROM " + quoted(name));
        } else if (!isThere && !columns.names().isEmpty()) {
            List<String> definitions =
                    columns.names().stream().map(SqliteTable::quoted).toList();
            execute("CREATE TABLE " + quoted(name) + " (" + String.join(", ", definitions) + ")");
        }
    }

    /** What was appended stays; what was to replace is dropped. */
    void abandon() throws SQLException {
        if (appends) {
            writeBatch();
        }
        closeInsert();
        if (!appends) {
            execute("DROP TABLE IF EXISTS " + quoted(target));
        }
    }

    private void closeInsert() throws SQLException {
        if (insert != null) {
            insert.close();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String type(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        Object stored = stored(value);
        return stored instanceof Long
                ? "INTEGER"
                : stored instanceof Double ? "REAL" : stored instanceof byte[] ? "BLOB" : "TEXT";
    }

    private static @Nullable Object stored(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isNaN(number) ? "NaN" : (Object) number; // SQLite would keep NaN as NULL.
        }
        if (value instanceof Number number && !(value instanceof BigInteger || value instanceof BigDecimal)) {
            return number.longValue();
        }
        return value == null || value instanceof byte[] ? value : PlainText.of(value);
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }
}
