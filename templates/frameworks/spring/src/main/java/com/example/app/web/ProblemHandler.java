package com.example.app.web;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.TypeMismatchException;
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
import org.springframework.util.ClassUtils;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Every error is a problem document (RFC 9457). */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final Set<Class<?>> INTEGERS =
            Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);

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
                .filter(ProblemHandler::isWellFormed)
                .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
                .distinct()
                .map(name -> new InvalidField(name, "must be well-formed"))
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

    /** Not JSON is a 400. JSON that does not fit a class is a 422, and Jackson knows where it does not. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (exception.getCause() instanceof JacksonException mismatch) {
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
        if (error.contains(TypeMismatchException.class)) { // Its own text names Java's classes.
            return ruleOf(error.unwrap(TypeMismatchException.class).getRequiredType());
        }
        return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
    }

    private static String nameOf(JacksonException mismatch) {
        var path = mismatch.getPath();
        return path.isEmpty()
                ? "body"
                : path.stream().map(ProblemHandler::nameOf).collect(Collectors.joining("."));
    }

    private static String nameOf(JacksonException.Reference step) {
        return step.getPropertyName() == null ? String.valueOf(step.getIndex()) : step.getPropertyName();
    }

    private static String messageOf(JacksonException mismatch) {
        if (mismatch instanceof InputCoercionException) {
            return "is out of range";
        }
        var type = mismatch instanceof MismatchedInputException input ? input.getTargetType() : null;
        if (type == null || BeanUtils.isSimpleValueType(type)) {
            return ruleOf(type);
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "must be a list" : "must be an object";
    }

    /** What a single value of a type must be. */
    private static String ruleOf(@Nullable Class<?> type) {
        var boxed = type == null ? Object.class : ClassUtils.resolvePrimitiveIfNecessary(type);
        if (boxed == String.class) {
            return "must be a string";
        }
        if (boxed == Boolean.class) {
            return "must be a boolean";
        }
        if (INTEGERS.contains(boxed)) {
            return "must be an integer";
        }
        return Number.class.isAssignableFrom(boxed) ? "must be a number" : "has the wrong type or format";
    }
}
