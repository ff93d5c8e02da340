package com.example.app.web;

/** What is wrong with one field of the input, such as <code>emails.0</code>. */
record InvalidField(String field, String message) {}
