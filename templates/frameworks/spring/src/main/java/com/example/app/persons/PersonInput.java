package com.example.app.persons;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.hibernate.validator.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a person. Postgres cannot store a NUL, nor half of a surrogate pair; a
 * pattern counts characters where {@link Size} would count UTF-16 units.
 *
 * <p>It is no record, so that an absent list is an empty one, while null is refused.
 */
class PersonInput {
    private static final String NAME = "[^\\x00\\p{Cs}]{1,200}";
    private static final String ADDRESS = "(?U)(?=.{3,254}$)[^\\s@\\x00\\p{Cs}]+@[^\\s@\\x00\\p{Cs}]+";
    private static final String SPACE_AROUND = "(?U)\\A\\s+|\\s+\\z";

    @NotNull(message = "is required")
    @Pattern(regexp = NAME, message = "must have 1 to 200 characters, and no NUL")
    private @Nullable String name;

    @NotNull(message = "must be a list")
    @Size(max = 10, message = "must have at most {max} addresses")
    @UniqueElements(message = "must not have an address twice")
    private List<
                    @NotNull(message = "must be a string")
                    @Pattern(
                            regexp = ADDRESS,
                            message = "must have 3 to 254 characters, no spaces, and one @ in between")
                    String>
            emails = List.of();

    public @Nullable String getName() {
        return name;
    }

    public void setName(@Nullable String name) {
        this.name = name == null ? null : name.replaceAll(SPACE_AROUND, "");
    }

    public List<String> getEmails() {
        return emails;
    }

    public void setEmails(List<String> emails) {
        this.emails = emails;
    }
}
