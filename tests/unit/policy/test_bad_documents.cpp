// tests/corpus/bad: a document for each error, and in EXPECTED where each error stands.
#include "engine/policy/finding_list.hpp"
#include "tests/unit/policy/support.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

using namespace mfa;
using namespace mfa::test;

namespace {

/// `LINE:COLUMN CODE` of each error, by file.
using Expected = std::map<std::string, std::vector<std::string>>;

Expected read_expected() {
    Expected expected;
    std::istringstream lines{read_corpus("bad/EXPECTED")};
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(':');
        expected[line.substr(0, colon)].push_back(line.substr(colon + 1));
    }
    return expected;
}

std::vector<std::string> found_in(const std::string& name) {
    std::vector<std::string> found;
    for (const policy::Finding& finding : load_text(read_corpus("bad/" + name), name).findings) {
        CHECK_EQUAL(finding.file, name);
        CHECK(!finding.message.empty());
        found.push_back(std::to_string(finding.line) + ":" + std::to_string(finding.column) + " " +
                        finding.code);
    }
    return found;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += part + "; ";
    }
    return text;
}

std::set<std::string> files_in(const std::string& folder) {
    std::set<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator{std::string{MFA_CORPUS_FOLDER "/"} + folder}) {
        names.insert(entry.path().filename());
    }
    return names;
}

} // namespace

static void each_error_is_found_where_it_stands() {
    const Expected expected = read_expected();
    CHECK(expected.size() > 80);
    for (const auto& [name, errors] : expected) {
        CHECK_EQUAL(name + " " + joined(found_in(name)), name + " " + joined(errors));
        CHECK(!load_text(read_corpus("bad/" + name), name).set);
    }
}

static void each_bad_document_is_in_the_table() {
    std::set<std::string> names = files_in("bad");
    names.erase("EXPECTED");
    std::set<std::string> expected;
    for (const auto& [name, errors] : read_expected()) {
        expected.insert(name);
    }
    CHECK(names == expected);
}

static void each_error_code_has_a_document() {
    const std::set<std::string> codes{"bad-action",
                                      "bad-address",
                                      "bad-arn",
                                      "bad-base64",
                                      "bad-boolean",
                                      "bad-date",
                                      "bad-effect",
                                      "bad-key",
                                      "bad-number",
                                      "bad-principal",
                                      "bad-resource",
                                      "bad-sid",
                                      "bad-variable",
                                      "bad-version",
                                      "conflicting-elements",
                                      "control-character",
                                      "duplicate-key",
                                      "duplicate-sid",
                                      "empty-condition",
                                      "empty-document",
                                      "empty-list",
                                      "invalid-utf8",
                                      "json-syntax",
                                      "missing-element",
                                      "mixed-types",
                                      "nesting-too-deep",
                                      "null-if-exists",
                                      "second-document",
                                      "too-many-values",
                                      "unknown-element",
                                      "unknown-operator",
                                      "variable-not-allowed",
                                      "wrong-type",
                                      "yaml-alias",
                                      "yaml-anchor",
                                      "yaml-merge-key",
                                      "yaml-syntax",
                                      "yaml-tag"};
    std::set<std::string> seen;
    for (const auto& [name, errors] : read_expected()) {
        for (const std::string& error : errors) {
            seen.insert(error.substr(error.find(' ') + 1));
        }
    }
    CHECK(seen == codes);
}

static void good_documents_have_no_findings() {
    const auto names = files_in("good");
    CHECK(names.size() >= 3);
    for (const std::string& name : names) {
        const auto loaded = load_text(read_corpus("good/" + name), name);
        CHECK_EQUAL(loaded.findings.empty() ? "" : render(loaded.findings.front()), "");
        CHECK(loaded.set.has_value());
    }
}

static void a_document_above_one_mebibyte_is_refused() {
    const std::string start =
        R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"})";
    const std::string largest = start + std::string((1UL << 20U) - start.size() - 1, ' ') + "}";
    CHECK_EQUAL(largest.size(), 1UL << 20U);
    CHECK_EQUAL(finding_codes(largest), "");
    CHECK_EQUAL(finding_codes(largest + " "), "document-too-large");
}

static void a_document_with_very_many_errors_shows_the_first_hundred_and_says_so() {
    std::string many = "{\"Statement\": [";
    while (many.size() < policy::document_size_max / 4) {
        many += "{},";
    }
    many += "{}]}";
    const auto findings = load_text(many).findings;
    CHECK_EQUAL(findings.size(), policy::findings_max + 1);
    CHECK(std::is_sorted(findings.begin(), findings.end(), [](const auto& left, const auto& right) {
        return left.column < right.column;
    }));
    CHECK_EQUAL(findings.front().column, 16);
    CHECK_EQUAL(findings.back().code, "too-many-errors");
    CHECK_EQUAL(findings.back().column, findings[policy::findings_max - 1].column);
}

static void a_hundred_errors_are_all_shown_and_those_of_each_document_count_by_themselves() {
    std::string hundred = "{\"Statement\": [";
    for (std::size_t i = 0; i < policy::findings_max; ++i) {
        hundred += R"({"Action": "*", "Resource": "*"},)";
    }
    hundred.back() = ']';
    hundred += "}";
    const std::vector<policy::Source> sources{{"a", hundred, policy::Format::json},
                                              {"b", hundred, policy::Format::json}};
    const auto findings = policy::load(sources).findings;
    CHECK_EQUAL(findings.size(), 2 * policy::findings_max);
    CHECK(std::all_of(findings.begin(), findings.end(), [](const policy::Finding& finding) {
        return finding.code == "missing-element";
    }));
}

static void the_first_errors_are_shown_in_whatever_order_they_are_found() {
    policy::FindingList list;
    for (int line = 1000; line > 0; --line) {
        list.add({"file", line, 1, "wrong", "code"});
        list.add({"file", line, 1, "wrong", "code"}); // once is enough
    }
    const auto findings = list.take();
    CHECK_EQUAL(findings.size(), policy::findings_max + 1);
    for (std::size_t i = 0; i < policy::findings_max; ++i) {
        CHECK_EQUAL(findings[i].line, static_cast<int>(i) + 1);
    }
}

static void the_errors_of_all_documents_are_reported_together() {
    const std::vector<policy::Source> sources{
        {"b.json", "{", policy::Format::json},
        {"good.yaml", "Statement: {Effect: Allow, Action: '*', Resource: '*'}",
         policy::Format::yaml},
        {"a.yaml", "Statement: []", policy::Format::yaml},
    };
    const auto loaded = policy::load(sources);
    CHECK(!loaded.set);
    CHECK_EQUAL(loaded.findings.size(), 2U);
    CHECK_EQUAL(loaded.findings[0].file, "b.json");
    CHECK_EQUAL(loaded.findings[1].file, "a.yaml");
}

static void a_finding_is_rendered_like_a_compiler_does_and_harmless_to_a_terminal() {
    const policy::Finding finding{"dir/a\x1b.yaml", 3, 14, "`x` is wrong", "bad-x"};
    CHECK_EQUAL(render(finding), "dir/a\\x1b.yaml:3:14: error: `x` is wrong [bad-x]");
    for (const char* text : {"{\"\\u001b[2J\": 1}", "\"\\e[2J\": 1", "{\"a\": \"\x1b\"}"}) {
        for (const policy::Finding& found : load_text(text).findings) {
            CHECK(render(found).find('\x1b') == std::string::npos);
        }
    }
}

int main() {
    return mfa::test::run(
        "policy/bad_documents",
        {
            TEST(each_error_is_found_where_it_stands),
            TEST(each_bad_document_is_in_the_table),
            TEST(each_error_code_has_a_document),
            TEST(good_documents_have_no_findings),
            TEST(a_document_above_one_mebibyte_is_refused),
            TEST(a_document_with_very_many_errors_shows_the_first_hundred_and_says_so),
            TEST(a_hundred_errors_are_all_shown_and_those_of_each_document_count_by_themselves),
            TEST(the_first_errors_are_shown_in_whatever_order_they_are_found),
            TEST(the_errors_of_all_documents_are_reported_together),
            TEST(a_finding_is_rendered_like_a_compiler_does_and_harmless_to_a_terminal),
        });
}
