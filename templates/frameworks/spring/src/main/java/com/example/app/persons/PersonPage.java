package com.example.app.persons;

import java.util.List;
import org.jspecify.annotations.Nullable;

record PersonPage(List<Person> items, @Nullable Long next) {
    /** A page of what was found when one more than the limit was asked for. */
    static PersonPage of(List<Person> found, int limit) {
        if (found.size() <= limit) {
            return new PersonPage(found, null);
        }
        return new PersonPage(found.subList(0, limit), found.get(limit - 1).id());
    }
}
