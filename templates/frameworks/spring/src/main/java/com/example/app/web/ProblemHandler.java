package com.example.app.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Every error is a problem document (RFC 9457). */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final Set<String> PARAMETERS = Set.of("limit", "after");

    /** These say that the same request may succeed later. */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        QueryTimeoutException.class,
        TransientDataAccessException.class
    })
    @Nullable
    ResponseEntity<Object> databaseUnavailable(Exception exception, WebRequest request) {
        log.atWarn().addKeyValue("error", exception.getMessage()).log("database unavailable");
        var status = HttpStatus.SERVICE_UNAVAILABLE;
        var problem = ProblemDetail.forStatusAndDetail(status, "The database does not answer.");
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        return handleExceptionInternal(exception, problem, headers, status, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unexpected(Exception exception, WebRequest request) {
        log.error("request failed", exception);
        var status = HttpStatus.INTERNAL_SERVER_ERROR;
        return handleExceptionInternal(exception, ProblemDetail.forStatus(status), new HttpHeaders(), status, request);
    }

    /** Tomcat refuses a malformed query as a whole, and does not tell in which parameter it is. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> malformedQuery(InvalidParameterException exception, ServletWebRequest request) {
        var fields = Arrays.stream(request.getRequest().getQueryString().split("&"))
                .filter(parameter -> !isWellFormed(parameter))
                .map(parameter -> parameter.split("=", 2)[0])
                .filter(PARAMETERS::contains)
                .distinct()
                .map(name -> new InvalidField(name, "must be UTF-8"))
                .toList();
        var named = fields.isEmpty() ? List.of(new InvalidField("query", "must be well-formed")) : fields;
        return handleExceptionInternal(
                exception, invalid(named), new HttpHeaders(), HttpStatus.UNPROCESSABLE_CONTENT, request);
    }

    private static boolean isWellFormed(String parameter) {
        try {
            return !URLDecoder.decode(parameter, StandardCharsets.UTF_8).contains("\ufffd");
        } catch (IllegalArgumentException exception) {
            return false;
        }
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var fields = exception.getFieldErrors().stream()
                .map(error -> new InvalidField(nameOf(error), messageOf(error)))
                .toList();
        return handleExceptionInternal(exception, invalid(fields), headers, HttpStatus.UNPROCESSABLE_CONTENT, request);
    }

    /** Not JSON is a 400. JSON that is no person is a 422, and Jackson knows where it is none. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (exception.getCause() instanceof MismatchedInputException mismatch) {
            var field = new InvalidField(nameOf(mismatch), messageOf(mismatch));
            return handleExceptionInternal(
                    exception, invalid(List.of(field)), headers, HttpStatus.UNPROCESSABLE_CONTENT, request);
        }
        var problem = ProblemDetail.forStatusAndDetail(status, "The body is not JSON.");
        return handleExceptionInternal(exception, problem, headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var detail = body instanceof ProblemDetail given ? given : ProblemDetail.forStatus(status);
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(detail));
    }

    private static ProblemDetail invalid(List<InvalidField> fields) {
        var problem = ProblemDetail.forStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        problem.setProperty(Problem.ERRORS, fields);
        return problem;
    }

    /** <code>emails[0]</code> as <code>emails.0</code>. */
    private static String nameOf(FieldError error) {
        return error.getField().replace('[', '.').replace("]", "");
    }

    private static String messageOf(FieldError error) {
        // The default text of a conversion that failed names Java's classes.
        return error.isBindingFailure() || error.getDefaultMessage() == null
                ? "must be an integer"
                : error.getDefaultMessage();
    }

    private static String nameOf(MismatchedInputException mismatch) {
        var path = mismatch.getPath();
        return path.isEmpty()
                ? "body"
                : path.stream().map(ProblemHandler::nameOf).collect(Collectors.joining("."));
    }

    private static String nameOf(JacksonException.Reference step) {
        return step.getPropertyName() == null ? String.valueOf(step.getIndex()) : step.getPropertyName();
    }

    private static String messageOf(MismatchedInputException mismatch) {
        var type = mismatch.getTargetType();
        if (type == String.class) {
            return "must be a string";
        }
        return type != null && List.class.isAssignableFrom(type) ? "must be a list" : "must be an object";
    }
}
