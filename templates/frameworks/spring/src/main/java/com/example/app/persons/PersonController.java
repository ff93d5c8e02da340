package com.example.app.persons;

import com.example.app.web.NotFoundException;
import jakarta.validation.Valid;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/persons")
class PersonController {
    /** What does not match is nobody's id. */
    private static final String ID = "/{id:[1-9][0-9]{0,15}}";

    private final PersonRepository persons;

    PersonController(PersonRepository persons) {
        this.persons = persons;
    }

    @GetMapping
    PersonPage list(@Valid PageQuery query) {
        var limit = query.limitOrDefault();
        return PersonPage.of(persons.findAfter(query.afterOrDefault(), limit + 1), limit);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Person> add(@Valid @RequestBody PersonInput input) {
        var person = persons.add(input);
        return ResponseEntity.created(URI.create("/persons/" + person.id())).body(person);
    }

    @GetMapping(ID)
    Person get(@PathVariable long id) {
        return persons.find(id).orElseThrow(NotFoundException::new);
    }

    @DeleteMapping(ID)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable long id) {
        if (!persons.delete(id)) {
            throw new NotFoundException();
        }
    }
}
