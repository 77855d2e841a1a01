// `mfa_tool policy simulate --requests`: the input is what it reads. Holds:
//   - each line has one answer, in order, and every answer is a line of JSON by itself, also where
//     lines end as on other systems;
//   - an answer is a decision or an error, and carries its request's id;
//   - a request that is complete has an action and a resource.
#include "engine/base/unique_fd.hpp"
#include "engine/policy/json_tokens.hpp"
#include "mfa_tool/commands/policy_batch.hpp"
#include "mfa_tool/commands/policy_request.hpp"
#include "tests/fuzz/support/require.hpp"
#include "tests/fuzz/support/sample_requests.hpp"

#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <unistd.h>

namespace mfa::fuzz {

namespace {

using nlohmann::json;

/// A file in memory, which starts empty for each input.
int memory_file(int fd, std::string_view content) {
    require(::ftruncate(fd, 0) == 0 && ::lseek(fd, 0, SEEK_SET) == 0 &&
                ::write(fd, content.data(), content.size()) ==
                    static_cast<ssize_t>(content.size()) &&
                ::lseek(fd, 0, SEEK_SET) == 0,
            "a file in memory can be written");
    return fd;
}

std::string content_of(int fd) {
    std::string content(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
    require(::pread(fd, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size()),
            "a file in memory can be read");
    return content;
}

std::string answers_to(std::string_view input) {
    static const UniqueFd requests{::memfd_create("requests", MFD_CLOEXEC)};
    static const UniqueFd answers{::memfd_create("answers", MFD_CLOEXEC)};
    tool::Settings settings;
    settings.input_fd = memory_file(requests.get(), input);
    settings.output_fd = memory_file(answers.get(), {});
    tool::Environment environment{settings};
    const auto done = answer_requests(
        environment, settings.input_fd,
        []() -> tool::Attempt<const policy::PolicySet*> { return &fixed_policy(); });
    require(done.has_value() && environment.finish().has_value(), "every input is answered");
    return content_of(answers.get());
}

/// This parser refuses JSON with numbers that are too large for it.
json read(std::string_view text) {
    return json::parse(json::accept(text) ? std::string{text} : policy::with_small_numbers(text),
                       nullptr, false);
}

void check(std::string_view line, std::string_view answer_line) {
    const auto answer = read(answer_line);
    require(answer.is_object() && answer.contains("id"), "an answer is JSON and has an id");
    require(answer.contains("decision") != answer.contains("error"), "a decision or an error");
    const auto parsed = tool::parse_request_line(line);
    require(!read(parsed.id).is_discarded() &&
                answer_line.starts_with("{\"id\": " + parsed.id + ", "),
            "the id is JSON and in the answer");
    if (const auto* request = std::get_if<policy::Request>(&parsed.request)) {
        require(request->action.find(':') != std::string::npos && !request->resource.empty(),
                "a request has an action and a resource");
        require(read(line).value("id", json{}) == read(parsed.id), "the id is that of the request");
    }
}

} // namespace

void one_input(std::string_view input) {
    const std::string output = answers_to(input);
    std::string_view answers = output;
    while (!input.empty()) {
        auto [line, rest] = cut(input, '\n');
        const auto [answer, other_answers] = cut(answers, '\n');
        const bool has_line_break = line.size() < input.size();
        if (has_line_break && line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        check(line, answer);
        input = rest;
        answers = other_answers;
    }
    require(answers.empty(), "there is no answer too many");
}

} // namespace mfa::fuzz
