// Which commands a policy may allow.
#include "engine/policy/command_names.hpp"
#include "engine/policy/load.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::policy;

namespace {

/// Of one statement with these further elements.
std::vector<CommandName> names_of(const std::string& elements) {
    const std::string text =
        R"({"Version": "2012-10-17", "Statement": [{"Sid": "S", )" + elements + "}]}";
    const std::vector<Source> sources{{"policy.json", text, Format::json}};
    const auto loaded = load(sources);
    CHECK(loaded.set.has_value());
    return command_names(*loaded.set);
}

std::vector<CommandName> allowed_on(const std::string& resource) {
    return names_of(R"("Effect": "Allow", "Action": "host:RunCommand", "Resource": ")" + resource +
                    "\"");
}

} // namespace

static void a_path_without_wildcards_is_whole() {
    const std::vector<CommandName> wanted{{"/usr/bin/id", true}};
    CHECK(allowed_on("arn:aws:host:*:*:command/usr/bin/id") == wanted);
}

static void a_wildcard_or_a_variable_ends_what_is_known() {
    const std::vector<CommandName> wanted{{"/usr/bin/z", false}};
    CHECK(allowed_on("arn:aws:host:*:*:command/usr/bin/z*") == wanted);
    CHECK(allowed_on("arn:aws:host:*:*:command/usr/bin/z?") == wanted);
    CHECK(allowed_on("arn:aws:host:*:*:command/usr/bin/z${aws:username}") == wanted);
}

static void what_names_no_command_may_be_any() {
    const std::vector<CommandName> wanted{{"/", false}};
    CHECK(allowed_on("*") == wanted);
    CHECK(allowed_on("arn:aws:host:*:*:*") == wanted);
    CHECK(names_of(R"("Effect": "Allow", "Action": "host:RunCommand",
                      "NotResource": "arn:aws:host:*:*:command/usr/bin/id")") == wanted);
}

static void only_an_allow_of_that_action_counts() {
    const std::string resource = R"(, "Resource": "arn:aws:host:*:*:command/usr/bin/id")";
    CHECK(names_of(R"("Effect": "Deny", "Action": "host:RunCommand")" + resource).empty());
    CHECK(names_of(R"("Effect": "Allow", "Action": "host:StartSession")" + resource).empty());
    CHECK(names_of(R"("Effect": "Allow", "NotAction": "host:RunCommand")" + resource).empty());
    CHECK_EQUAL(names_of(R"("Effect": "Allow", "Action": "host:run*")" + resource).size(), 1U);
    CHECK_EQUAL(names_of(R"("Effect": "Allow", "NotAction": "iam:*")" + resource).size(), 1U);
}

static void each_name_once_and_sorted() {
    const std::vector<CommandName> wanted{{"/bin/a", true}, {"/bin/b", true}};
    CHECK(names_of(R"("Effect": "Allow", "Action": "host:RunCommand", "Resource":
        ["arn:aws:host:*:*:command/bin/b", "arn:aws:host:x:*:command/bin/a",
         "arn:aws:host:y:*:command/bin/a"])") == wanted);
}

int main() {
    return mfa::test::run(
        "policy/command_names",
        {TEST(a_path_without_wildcards_is_whole), TEST(a_wildcard_or_a_variable_ends_what_is_known),
         TEST(what_names_no_command_may_be_any), TEST(only_an_allow_of_that_action_counts),
         TEST(each_name_once_and_sorted)});
}
