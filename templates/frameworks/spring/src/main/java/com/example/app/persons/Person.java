package com.example.app.persons;

import java.time.Instant;
import java.util.List;

record Person(long id, String name, List<String> emails, Instant createdAt) {}
