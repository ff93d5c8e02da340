package com.example.app.persons;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** The parameters of the list; null stands for one that is absent. */
record PageQuery(
        @Nullable @Min(1) @Max(100) Long limit,
        @Nullable @Min(0) @Max(MAX_ID) Long after) {
    /** The greatest integer that every JSON parser keeps exact. */
    static final long MAX_ID = (1L << 53) - 1;

    int limitOrDefault() {
        return limit == null ? 20 : limit.intValue();
    }

    long afterOrDefault() {
        return after == null ? 0 : after;
    }
}
