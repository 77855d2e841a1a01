// cmocka for C++: Debian's header lacks extern "C", its assertions longjmp past destructors, and an
// exception that escapes a test kills the binary. Here CHECK throws, the wrapper catches, copies
// the text, and only then, with nothing left to destroy, calls cmocka's fail.
//
//     static void a_code_is_accepted_once() { CHECK_EQUAL(2 + 2, 4); }
//     int main() { return mfa::test::run("otp/verify", {TEST(a_code_is_accepted_once)}); }
#pragma once

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" {
#include <cmocka.h>
}

namespace mfa::test {

struct CheckFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct Skipped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Test {
    const char* name;
    void (*body)();
};

template <typename T>
std::string describe(const T& value) {
    if constexpr (requires(std::ostream & stream) { stream << value; }) {
        std::ostringstream text;
        text << std::boolalpha << value;
        return text.str();
    } else if constexpr (std::is_enum_v<T>) {
        return std::to_string(static_cast<long long>(value));
    } else {
        return "(no text form)";
    }
}

[[noreturn]] inline void check_failed(const char* file, int line, const std::string& text) {
    throw CheckFailed{std::string{file} + ":" + std::to_string(line) + ": " + text};
}

template <typename Left, typename Right>
void check_equal(const Left& left, const Right& right, const char* text, const char* file,
                 int line) {
    if (!(left == right)) {
        check_failed(file, line,
                     std::string{text} + ": `" + describe(left) + "` is not `" + describe(right) +
                         "`");
    }
}

enum class Ending { passed, failed, skipped };

/// The value, or a failure that says what was expected to work.
template <typename SomeResult>
auto must_at(SomeResult result, const char* text, const char* file, int line) {
    if (!result) {
        check_failed(file, line, std::string{text} + ": " + result.error().message());
    }
    return std::move(result).take();
}

/// Runs the body; every destructor has run when this returns.
inline Ending run_body(void (*body)(), char* message, std::size_t size) {
    try {
        body();
        return Ending::passed;
    } catch (const Skipped& skipped) {
        static_cast<void>(std::snprintf(message, size, "%s", skipped.what()));
        return Ending::skipped;
    } catch (const std::exception& error) {
        static_cast<void>(std::snprintf(message, size, "%s", error.what()));
        return Ending::failed;
    }
}

inline void run_one(void** state) {
    static char message[2048];
    const auto* test = static_cast<const Test*>(*state);
    switch (run_body(test->body, message, sizeof message)) {
    case Ending::passed:
        return;
    case Ending::skipped:
        print_message("SKIP %s: %s\n", test->name, message);
        skip();
        return;
    case Ending::failed:
        fail_msg("%s", message);
    }
}

inline int run(const char* group, std::initializer_list<Test> tests) {
    std::vector<Test> kept{tests};
    std::vector<CMUnitTest> units;
    units.reserve(kept.size());
    for (Test& test : kept) {
        units.push_back({test.name, run_one, nullptr, nullptr, &test});
    }
    return _cmocka_run_group_tests(group, units.data(), units.size(), nullptr, nullptr);
}

} // namespace mfa::test

#define TEST(name)                                                                                 \
    mfa::test::Test {                                                                              \
#name, name                                                                                \
    }
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            mfa::test::check_failed(__FILE__, __LINE__, #condition);                               \
        }                                                                                          \
    } while (false)
#define CHECK_EQUAL(left, right)                                                                   \
    mfa::test::check_equal((left), (right), #left " == " #right, __FILE__, __LINE__)
/// The value of a Result that must have one. May be nested.
#define CHECK_OK(expression) mfa::test::must_at((expression), #expression, __FILE__, __LINE__)
/// A Result that must be an Error of that kind.
#define CHECK_ERROR(expression, expected_kind)                                                     \
    do {                                                                                           \
        const auto& check_result = (expression);                                                   \
        if (check_result) {                                                                        \
            mfa::test::check_failed(__FILE__, __LINE__, #expression ": is no error");              \
        }                                                                                          \
        mfa::test::check_equal(mfa::error_kind_name(check_result.error().kind()),                  \
                               mfa::error_kind_name(expected_kind), #expression, __FILE__,         \
                               __LINE__);                                                          \
    } while (false)
#define SKIP_TEST(reason) throw mfa::test::Skipped(reason)
