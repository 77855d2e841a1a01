// A policy that was loaded and printed again is the same policy: it loads, prints as itself, and
// decides as before. The same document as YAML is the same policy, too.
#include "tests/unit/policy/against_plain.hpp"

#include "tests/support/plain_policy/yaml.hpp"
#include "tests/support/policy_printer/printer.hpp"

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;

namespace {

constexpr std::uint64_t seed = 20261125;
constexpr int rounds = 400;
constexpr int requests_per_policy = 20;

std::vector<std::string> texts_of(const std::vector<policy::Source>& sources) {
    std::vector<std::string> texts;
    texts.reserve(sources.size());
    for (const policy::Source& source : sources) {
        texts.push_back(source.text);
    }
    return texts;
}

/// One document's text for each file.
std::string printed(const policy::PolicySet& set) {
    std::string all;
    for (const std::string& text : texts_of(print(set))) {
        all += text + "\n";
    }
    return all;
}

policy::PolicySet load_as(policy::Format format, const std::vector<std::string>& texts) {
    std::vector<policy::Source> sources;
    sources.reserve(texts.size());
    for (const std::string& text : texts) {
        sources.push_back({std::to_string(sources.size()), text, format});
    }
    auto loaded = policy::load(sources);
    if (!loaded.set) {
        throw CheckFailed{render(loaded.findings.front()) + "\n" + texts.front()};
    }
    return std::move(*loaded.set);
}

void check_same_decisions(const policy::PolicySet& set, const policy::PolicySet& again,
                          random::Dice& dice) {
    for (int i = 0; i < requests_per_policy; ++i) {
        const policy::Request asked = engine_request(random::request(dice));
        CHECK_EQUAL(described(engine_decision(again, asked)),
                    described(engine_decision(set, asked)));
    }
}

void check_prints_as_itself(const policy::PolicySet& set, random::Dice& dice) {
    const std::string text = printed(set);
    const policy::PolicySet again = load_as(policy::Format::json, texts_of(print(set)));
    CHECK_EQUAL(again.statements().size(), set.statements().size());
    CHECK_EQUAL(printed(again), text);
    check_same_decisions(set, again, dice);
}

template <typename Body>
void for_random_policies(Body body) {
    const random::Features features = engine_features();
    for (std::uint64_t round = 0; round < rounds; ++round) {
        random::Dice dice{seed + round};
        const auto documents = random::policy(dice, features);
        try {
            body(documents, dice);
        } catch (const std::exception& error) {
            std::cerr << "seed " << seed + round << ": " << error.what() << "\n"
                      << random::request_line("policy", documents, random::request(dice)) << "\n";
            throw;
        }
    }
}

/// Every document below the folder that loads.
std::vector<policy::PolicySet> documents_below(const char* folder) {
    std::vector<policy::PolicySet> sets;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        const std::string suffix = entry.path().extension();
        if (suffix != ".json" && suffix != ".yaml") {
            continue;
        }
        std::ifstream file{entry.path(), std::ios::binary};
        std::ostringstream text;
        text << file.rdbuf();
        auto loaded = load_text(text.str(), entry.path());
        if (loaded.set) {
            sets.push_back(std::move(*loaded.set));
        }
    }
    return sets;
}

/// Those that the host's own files and the corpus have, the corpus of cases included.
std::vector<policy::PolicySet> documents_at_hand() {
    auto sets = documents_below(MFA_CORPUS_FOLDER);
    for (auto& set : documents_below(MFA_CONFIG_FOLDER)) {
        sets.push_back(std::move(set));
    }
    std::istringstream lines{read_corpus("iam-cases.jsonl")};
    std::string line;
    while (std::getline(lines, line)) {
        const auto parsed = nlohmann::json::parse(line);
        for (const auto& document : parsed.at("policies")) {
            // On many lines: decisions name statements by their lines.
            auto loaded = load_text(document.dump(1), "case.json");
            if (loaded.set) {
                sets.push_back(std::move(*loaded.set));
            }
        }
    }
    return sets;
}

} // namespace

static void a_random_policy_prints_as_itself() {
    for_random_policies([](const std::vector<std::string>& documents, random::Dice& dice) {
        check_prints_as_itself(load_as(policy::Format::json, documents), dice);
    });
}

static void a_good_document_prints_as_itself() {
    random::Dice dice{seed};
    const auto sets = documents_at_hand();
    for (const policy::PolicySet& set : sets) {
        check_prints_as_itself(set, dice);
    }
    CHECK(sets.size() > 150);
}

static void a_printed_document_is_what_the_plain_evaluator_makes_of_it() {
    random::Dice dice{seed + 1};
    for (const policy::PolicySet& set : documents_at_hand()) {
        const plain::Policy plain_policy{texts_of(print(set))};
        for (int i = 0; i < requests_per_policy; ++i) {
            const plain::Request asked = random::request(dice);
            CHECK_EQUAL(described(engine_decision(set, engine_request(asked))),
                        described(plain_policy.decide(asked)));
        }
    }
}

static void json_read_as_yaml_is_the_same_policy() {
    for_random_policies([](const std::vector<std::string>& documents, random::Dice& dice) {
        const auto set = load_as(policy::Format::json, documents);
        const auto again = load_as(policy::Format::yaml, documents);
        CHECK_EQUAL(printed(again), printed(set));
        check_same_decisions(set, again, dice);
    });
}

static void a_document_written_as_yaml_is_the_same_policy() {
    for_random_policies([](const std::vector<std::string>& documents, random::Dice& dice) {
        std::vector<std::string> yaml;
        yaml.reserve(documents.size());
        for (const std::string& text : documents) {
            yaml.push_back(plain::yaml_text(plain::parse_json(text)));
        }
        const auto set = load_as(policy::Format::json, documents);
        const auto again = load_as(policy::Format::yaml, yaml);
        CHECK_EQUAL(printed(again), printed(set));
        check_same_decisions(set, again, dice);
    });
}

static void what_can_be_said_in_one_version_alone_prints_in_it() {
    random::Dice dice{seed};
    check_prints_as_itself(must_load(R"({"Statement": {"Effect": "Allow", "Action": "*",
        "Resource": "arn:aws:s3:::${x:y}*", "Condition": {
            "StringLike": {"x:${y}": ["${*}", "$", "*"]},
            "ArnLike": {"x:a": ["arn:aws:s3:::${*}", "a:b:c:d:e:f:g"]}}}})"),
                           dice);
    check_prints_as_itself(
        must_load(R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",
        "Resource": "arn:aws:s3:::${x:y, '${*}'}${$}{x:y}${*}${?}*?$", "Condition": {
            "StringEquals": {"x:y": ["${*}*", "?", "$", "${$}{"]},
            "ArnLike": {"x:a": "arn:aws:s3:::${*}"}, "ArnEquals": {"x:a": "${x:a}"},
            "DateEquals": {"x:d": ["0000-01-01T00:00:00.5+23:59", "1969-12-31T23:59:59.25Z",
                                   "9999-12-31T23:59:59.75-23:59", "-5", "1795000000.5"]},
            "NumericEquals": {"x:n": ["-0.0", "007.50", "123456789012345678901234567890.1"]},
            "BinaryEquals": {"x:b": ["AAEC", "/+8=", "AA==", ""]},
            "IpAddress": {"x:i": ["10.1.2.3/8", "::ffff:10.0.0.1", "2001:db8::/32", "::"]}}}})"),
        dice);
}

int main() {
    return mfa::test::run("policy/print",
                          {
                              TEST(a_random_policy_prints_as_itself),
                              TEST(a_good_document_prints_as_itself),
                              TEST(a_printed_document_is_what_the_plain_evaluator_makes_of_it),
                              TEST(json_read_as_yaml_is_the_same_policy),
                              TEST(a_document_written_as_yaml_is_the_same_policy),
                              TEST(what_can_be_said_in_one_version_alone_prints_in_it),
                          });
}
