#include "mfa_tool/commands/policy_batch.hpp"

#include "engine/base/result.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/commands/policy_request.hpp"
#include "mfa_tool/commands/policy_view.hpp"
#include "mfa_tool/report.hpp"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace mfa::tool {

namespace {

/// Lines of a descriptor. What is longer than a line may be is skipped to its end.
class LineReader {
public:
    explicit LineReader(int fd) : m_fd{fd} {}

    struct Line {
        std::string text;
        bool is_too_long = false;
    };

    /// Nothing at the end. `before_waiting` is called before each read.
    template <typename Function>
    Result<std::optional<Line>> next(Function before_waiting) {
        Line line;
        while (true) {
            const std::size_t end = m_buffer.find('\n', m_at);
            const std::size_t stop = end == std::string::npos ? m_buffer.size() : end;
            if (line.text.size() + (stop - m_at) > request_line_max) {
                line.is_too_long = true;
                line.text.clear();
            } else if (!line.is_too_long) {
                line.text.append(m_buffer, m_at, stop - m_at);
            }
            m_at = stop;
            if (end != std::string::npos) {
                ++m_at;
                if (line.text.ends_with('\r')) {
                    line.text.pop_back(); // lines as other systems end them
                }
                return std::optional{std::move(line)};
            }
            before_waiting();
            if (!TRY(fill())) {
                const bool has_rest = line.is_too_long || !line.text.empty();
                return has_rest ? std::optional{std::move(line)} : std::nullopt;
            }
        }
    }

private:
    /// False at the end of the file.
    Result<bool> fill() {
        std::array<char, 65536> chunk{};
        while (true) {
            const ssize_t count = ::read(m_fd, chunk.data(), chunk.size());
            if (count >= 0) {
                m_buffer.assign(chunk.data(), static_cast<std::size_t>(count));
                m_at = 0;
                return count > 0;
            }
            if (errno != EINTR) {
                return Error::from_errno("read the requests");
            }
        }
    }

    int m_fd;
    std::string m_buffer;
    std::size_t m_at = 0;
};

std::string decision_answer(const std::string& id, const policy::Decision& decision) {
    return fmt::format(R"({{"id": {}, "decision": {}, "statements": {}}})", id,
                       json_string(decision_name(decision.kind)),
                       statements_json(decision).dump()) +
           "\n";
}

std::string error_answer(const std::string& id, std::string_view error) {
    return fmt::format(R"({{"id": {}, "error": {}}})", id, json_string(error)) + "\n";
}

std::string invalid_policy_answer(const std::string& id,
                                  const std::vector<policy::Finding>& findings) {
    std::string text;
    for (const policy::Finding& finding : findings) {
        text += (text.empty() ? "" : "; ") + policy::render(finding);
    }
    return fmt::format(R"({{"id": {}, "error": {}, "code": "invalid-policy"}})", id,
                       json_string(text)) +
           "\n";
}

Attempt<std::string> answer(const LineReader::Line& line, const PolicyLoader& loader) {
    if (line.is_too_long) {
        return error_answer("null",
                            fmt::format("the line is longer than {} bytes", request_line_max));
    }
    const RequestLine parsed = parse_request_line(line.text);
    if (const auto* error = std::get_if<std::string>(&parsed.request)) {
        return error_answer(parsed.id, *error);
    }
    const auto& request = std::get<policy::Request>(parsed.request);
    if (!parsed.policies) {
        const policy::PolicySet* set = TRY(loader());
        return decision_answer(parsed.id, evaluate(*set, request));
    }
    const policy::LoadResult loaded = policy::load(*parsed.policies);
    if (!loaded.set) {
        return invalid_policy_answer(parsed.id, loaded.findings);
    }
    return decision_answer(parsed.id, evaluate(*loaded.set, request));
}

} // namespace

Attempt<ExitCode> answer_requests(Environment& environment, int fd, const PolicyLoader& loader) {
    LineReader reader{fd};
    // Whoever asks line by line shall have the answer before we wait for the next question.
    const auto flush = [&environment] { environment.flush(); };
    while (auto line = TRY(reader.next(flush))) {
        environment.out(TRY(answer(*line, loader)));
    }
    return ExitCode::done;
}

} // namespace mfa::tool
