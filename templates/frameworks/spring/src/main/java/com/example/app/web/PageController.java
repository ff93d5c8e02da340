package com.example.app.web;

import java.nio.charset.StandardCharsets;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The files of public/ that have a path of their own; all of them are under /static as well. */
@RestController
class PageController {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    @GetMapping("/")
    ResponseEntity<Resource> welcome() {
        return file("index.html", HTML);
    }

    @GetMapping("/openapi.json")
    ResponseEntity<Resource> openApi() {
        return file("openapi.json", MediaType.APPLICATION_JSON);
    }

    private static ResponseEntity<Resource> file(String name, MediaType type) {
        return ResponseEntity.ok().contentType(type).body(new FileSystemResource(WebConfiguration.PUBLIC + name));
    }
}
