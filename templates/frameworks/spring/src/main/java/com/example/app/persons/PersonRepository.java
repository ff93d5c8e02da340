package com.example.app.persons;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class PersonRepository {
    private static final String SELECT_PERSONS = """
            SELECT id, name,
                   ARRAY(SELECT address FROM emails WHERE person_id = persons.id ORDER BY emails.id) AS emails,
                   created_at
            FROM persons
            """;

    private final JdbcClient jdbc;

    PersonRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** At most so many persons with greater ids, in the order of their ids. */
    List<Person> findAfter(long id, int limit) {
        return jdbc.sql(SELECT_PERSONS + "WHERE id > :id ORDER BY id LIMIT :limit")
                .param("id", id)
                .param("limit", limit)
                .query(PersonRepository::toPerson)
                .list();
    }

    Optional<Person> find(long id) {
        return jdbc.sql(SELECT_PERSONS + "WHERE id = :id")
                .param("id", id)
                .query(PersonRepository::toPerson)
                .optional();
    }

    /** One statement, so all or nothing. The emails keep their order. */
    Person add(PersonInput input) {
        return jdbc.sql("""
                WITH person AS (
                  INSERT INTO persons (name) VALUES (:name) RETURNING id, name, created_at
                ), email AS (
                  INSERT INTO emails (person_id, address)
                  SELECT person.id, address
                  FROM person, unnest(:emails::text[]) WITH ORDINALITY AS given (address, position)
                  ORDER BY position
                )
                SELECT id, name, :emails::text[] AS emails, created_at FROM person
                """)
                .param("name", input.getName())
                .param("emails", input.getEmails().toArray(String[]::new))
                .query(PersonRepository::toPerson)
                .single();
    }

    /** Takes the emails along. False if there is no such person. */
    boolean delete(long id) {
        return jdbc.sql("DELETE FROM persons WHERE id = :id").param("id", id).update() > 0;
    }

    private static Person toPerson(ResultSet row, int number) throws SQLException {
        return new Person(
                row.getLong("id"),
                row.getString("name"),
                List.of((String[]) row.getArray("emails").getArray()),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
