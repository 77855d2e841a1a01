#include "engine/authority/settings.hpp"
#include "engine/base/text.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::authority;
using namespace std::chrono_literals;

static Result<Settings> parse(std::string_view text) {
    return parse_settings(text, "mfa.yaml", "web1.example.org");
}

static void nothing_set_is_the_defaults() {
    for (const char* empty : {"", "# only a comment\n", "{}\n"}) {
        const auto settings = CHECK_OK(parse(empty));
        CHECK_EQUAL(settings.account_id, "000000000000");
        CHECK_EQUAL(settings.host, "web1");
        CHECK_EQUAL(settings.issuer, "web1");
        CHECK(settings.grant_duration == 12h);
        CHECK_EQUAL(settings.devices_per_user, 8U);
        CHECK(settings.guard == authority::GuardMode::required);
    }
}

static void everything_can_be_set() {
    const auto settings =
        CHECK_OK(parse("account_id: \"123456789012\"\nhost: db\nissuer: Example Corp\n"
                       "grant_duration: 90m\ndevices_per_user: 2\nguard: landlock\n"));
    CHECK_EQUAL(settings.account_id, "123456789012");
    CHECK_EQUAL(settings.host, "db");
    CHECK_EQUAL(settings.issuer, "Example Corp");
    CHECK(settings.grant_duration == 90min);
    CHECK_EQUAL(settings.devices_per_user, 2U);
    CHECK(settings.guard == authority::GuardMode::landlock);
}

static void errors_name_file_line_and_column() {
    struct Row {
        const char* text;
        const char* place;
    };
    for (const Row& row : {
             Row{"grant_duration: 12h\nacount_id: \"1\"\n", "mfa.yaml:2:1"},
             Row{"account_id: \"12345\"\n", "mfa.yaml:1:13"},
             Row{"grant_duration: soon\n", "mfa.yaml:1:17"},
             Row{"grant_duration: -1h\n", "mfa.yaml:1:17"},
             Row{"devices_per_user: 0\n", "mfa.yaml:1:19"},
             Row{"devices_per_user: 17\n", "mfa.yaml:1:19"},
             Row{"guard: off\n", "mfa.yaml:1:8"},
             Row{"guard: Landlock\n", "mfa.yaml:1:8"},
             Row{"host: [a, b]\n", "mfa.yaml:1:7"},
             Row{"issuer: \"a\\nb\"\n", "mfa.yaml:1:9"},
             Row{"host: a\nhost: b\n", "mfa.yaml:2:1"},
             Row{"- a\n", "mfa.yaml:1:1"},
             Row{"host: \"unfinished\n", "mfa.yaml:"},
             Row{"issuer: \"b\\", "mfa.yaml:1:12: "},
         }) {
        const auto outcome = parse(row.text);
        CHECK_ERROR(outcome, ErrorKind::invalid_config);
        CHECK(outcome.error().message().find(row.place) != std::string::npos);
    }
}

static void an_unknown_key_is_answered_with_those_that_there_are() {
    const auto outcome = parse("gard: required\n");
    CHECK(outcome.error().message().find("`gard`") != std::string::npos);
    CHECK(outcome.error().message().find("`grant_duration`") != std::string::npos);
}

static void control_characters_and_bytes_that_are_no_text_are_refused() {
    using namespace std::string_view_literals;
    for (const auto bad : {"host: a\n\0"sv, "host: \"\\\x1b\"\n"sv, "# \xFF\xFE\n"sv}) {
        const auto outcome = parse(bad);
        CHECK_ERROR(outcome, ErrorKind::invalid_config);
        CHECK(escape_controls(outcome.error().message()) == outcome.error().message());
    }
    CHECK(parse("host: a\n\tb: \0"sv).error().message().find("mfa.yaml:2:5") != std::string::npos);
}

int main() {
    return mfa::test::run("authority/settings",
                          {
                              TEST(nothing_set_is_the_defaults),
                              TEST(everything_can_be_set),
                              TEST(errors_name_file_line_and_column),
                              TEST(control_characters_and_bytes_that_are_no_text_are_refused),
                              TEST(an_unknown_key_is_answered_with_those_that_there_are),
                          });
}
