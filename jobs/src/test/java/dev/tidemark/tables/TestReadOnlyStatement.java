package dev.tidemark.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.session.SharedSpark;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestReadOnlyStatement {
    private static final SparkSession SPARK = SharedSpark.session();

    /** A catalog without a namespace would have nothing to show. */
    @BeforeAll
    static void aNamespace() {
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS statements");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO shop.a VALUES (1)",
                "WITH x AS (SELECT 1) INSERT INTO shop.a SELECT * FROM x",
                "FROM shop.b INSERT INTO shop.a SELECT * INSERT INTO shop.c SELECT *",
                "FROM shop.b INSERT INTO shop.a SELECT *",
                "CREATE TABLE shop.a AS SELECT 1",
                "CREATE OR REPLACE TEMPORARY VIEW a AS SELECT 1",
                "DROP TABLE shop.a",
                "DELETE FROM shop.a",
                "UPDATE shop.a SET x = 1",
                "MERGE INTO shop.a USING shop.b ON a.x = b.x WHEN MATCHED THEN DELETE",
                "TRUNCATE TABLE shop.a",
                "ALTER TABLE shop.a ADD COLUMN x INT",
                "CALL tidemark.system.expire_snapshots('shop.a')",
                "SET spark.sql.ansi.enabled = false",
                "USE shop",
                "CACHE TABLE shop.a",
                "ADD JAR '/tmp/a.jar'",
                "/* SELECT */ DROP TABLE shop.a",
                "EXPLAIN DELETE FROM shop.a",
                "BEGIN DROP TABLE shop.a; END",
                "SELECT TRANSFORM(a) USING 'cat' FROM shop.a",
            })
    void whatIsNoQueryIsRefused(String statement) {
        assertThatThrownBy(() -> ReadOnlyStatement.parse(SPARK, statement))
                .hasMessageMatching(
                        "(?s)(Only queries run here, and this has '.+'; 'tidemark import' writes files into tables"
                                + "|The statement does not parse: .*)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS insert",
                "select 1 UNION ALL SELECT 2;",
                "WITH x AS (SELECT 1 a) SELECT * FROM x WHERE a IN (SELECT 1)",
                "(SELECT 1) LIMIT 1",
                "VALUES (1), (2)",
                "FROM VALUES (1) AS t(a) SELECT a",
                "SHOW NAMESPACES",
            })
    void queriesRun(String statement) {
        assertThat(ReadOnlyStatement.parse(SPARK, statement).first(9).rows()).isNotEmpty();
    }

    @Test
    void aMistakeIsToldWithItsPlace() {
        assertThatThrownBy(() -> ReadOnlyStatement.parse(SPARK, "SELECT 1\nFROMM x y z"))
                .hasMessageStartingWith("The statement does not parse: [PARSE_SYNTAX_ERROR] Syntax error at or near ")
                .hasMessageMatching("(?s).*\\(line 2, position \\d+\\)");
        assertThatThrownBy(() -> ReadOnlyStatement.parse(SPARK, "SELECT a FROM shop.nowhere_at_all")
                        .first(1))
                .hasMessageStartingWith("The statement does not run: [TABLE_OR_VIEW_NOT_FOUND]")
                .hasMessageEndingWith("(line 1, position 15)");
        assertThatThrownBy(() -> ReadOnlyStatement.parse(SPARK, "SELECT b FROM VALUES (1) AS t(a)")
                        .first(1))
                .hasMessageContaining("`b`")
                .hasMessageEndingWith("(line 1, position 8)");
    }

    @Test
    void valuesAreAsJsonAndCsvHaveThem() {
        QueryResult result = ReadOnlyStatement.parse(SPARK, """
            SELECT 1 AS whole, 1.50 AS price, 'a "b", c' AS text, TIMESTAMP '1850-01-01 00:00:00Z' AS at,
                DATE '2026-05-01' AS day, array(1, NULL) AS list, named_struct('x', 'y') AS struct,
                '' AS empty, CAST(NULL AS INT) AS nothing, CAST('NaN' AS DOUBLE) AS none
            FROM range(3)""").first(2);

        assertThat(result.isCut()).isTrue();
        assertThat(result.rows()).hasSize(2);
        assertThat(result.records().getFirst().toString())
                .isEqualTo("{whole=1, price=1.50, text=a \"b\", c, at=1850-01-01T00:00:00Z, day=2026-05-01, list=[1,"
                        + " null], struct={x=y}, empty=, nothing=null, none=NaN}");
        assertThat(result.csv().get(1))
                .isEqualTo("1,1.50,\"a \"\"b\"\", c\",1850-01-01T00:00:00Z,2026-05-01,\"[1, null]\",{x=y},\"\",,NaN");
        assertThat(ReadOnlyStatement.parse(SPARK, "SELECT * FROM range(3)")
                        .first(3)
                        .isCut())
                .isFalse();
    }

    @Test
    void twoColumnsOfOneNameAreNoObject() {
        QueryResult result =
                ReadOnlyStatement.parse(SPARK, "SELECT 1 AS a, 2 AS a").first(1);

        assertThatThrownBy(result::records)
                .hasMessage("Two columns are named 'a', and an object of JSON has one; name one of them with AS");
    }
}
