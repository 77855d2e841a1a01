// Command paths that do not name what they are meant to name.
#include "engine/policy/lint/command_path.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

constexpr std::array<std::string_view, 4> usual_folders{"/usr/bin/", "/usr/sbin/", "/bin/",
                                                        "/sbin/"};

bool exists(const Subject& subject, const std::string& path) {
    const PathState state = subject.facts().look(path).state;
    return state == PathState::file || state == PathState::symlink;
}

/// `id`, `/id`, `:id`: where such a program is, or most likely is.
std::string likely_path(const Subject& subject, std::string_view name) {
    name = name.substr(name.find_last_of("/:") + 1);
    for (const std::string_view folder : usual_folders) {
        std::string path = std::string{folder} + std::string{name};
        if (exists(subject, path)) {
            return path;
        }
    }
    return std::string{usual_folders[0]} + std::string{name.empty() ? "id" : name};
}

/// `command/id`: absolute as it is written, but programs do not live in `/`.
bool is_relative(const Subject& subject, const std::string& path) {
    const bool is_bare_name = path.find('/', 1) == std::string::npos &&
                              path.find_first_of("*?$") == std::string::npos && path.size() > 1;
    return !path.starts_with('/') || (is_bare_name && !exists(subject, path));
}

/// What to write for a path that does not begin with `/`.
std::string advice_for(const Subject& subject, const std::string& path) {
    if (mentions_variable(path)) {
        return "write the path from its first `/` on, and a variable after that alone, such as "
               "`command/opt/${aws:username}/run`";
    }
    return "write " + in_backticks("command" + likely_path(subject, path));
}

/// What can be made of the text without asking anybody: no `//`, `/./`, `/../`, no `/` at the end.
std::string canonical(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(part.size());
        if (part == "..") {
            if (!parts.empty()) {
                parts.pop_back();
            }
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    std::string result;
    for (const std::string_view part : parts) {
        result += "/" + std::string{part};
    }
    return result;
}

/// Calls for each command path that the other rules of this file are silent about.
template <typename Function>
void for_each_good_path(const Subject& subject, const Function& function) {
    for (const StatementView& statement : subject.statements()) {
        for (const Text& text : statement.resources.texts) {
            const auto path = command_path(text.text, statement.variables);
            if (path && !is_open_ended(*path) && !is_relative(subject, *path) &&
                canonical(*path) == *path) {
                function(statement, text, *path);
            }
        }
    }
}

} // namespace

void check_relative_command_path(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        for (const auto& [text, position] : statement.resources.texts) {
            const auto path = command_path(text, statement.variables);
            if (path && is_relative(subject, *path) && !path->starts_with('*')) {
                report.add(statement, position,
                           in_backticks(text) + " does not name a command by its absolute path: " +
                               advice_for(subject, *path));
            }
        }
    }
}

void check_non_canonical_command_path(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        for (const auto& [text, position] : statement.resources.texts) {
            const auto path = command_path(text, statement.variables);
            if (path && path->starts_with('/') && *path != "/" && canonical(*path) != *path &&
                !is_relative(subject, *path)) {
                report.add(statement, position,
                           "requests name a command by its canonical path, which " +
                               in_backticks(*path) + " is not: write " +
                               in_backticks("command" + canonical(*path)));
            }
        }
    }
}

void check_missing_command(const Subject& subject, Reporter& report) {
    for_each_good_path(subject, [&](const auto& statement, const Text& text, const auto& path) {
        const PathFacts facts = subject.facts().look(path);
        if (is_user_writable_place(path)) {
            return;
        }
        if (facts.state == PathState::missing || facts.state == PathState::no_file) {
            const std::string elsewhere = likely_path(subject, path);
            report.add(statement, text.position,
                       in_backticks(path) +
                           (facts.state == PathState::missing ? " does not exist here"
                                                              : " is no regular file here") +
                           ": " +
                           (elsewhere != path && exists(subject, elsewhere)
                                ? "write " + in_backticks("command" + elsewhere)
                                : "install it, or leave it out"));
        }
    });
}

void check_symlinked_command(const Subject& subject, Reporter& report) {
    for_each_good_path(subject, [&](const auto& statement, const Text& text, const auto& path) {
        const PathFacts facts = subject.facts().look(path);
        if (facts.state == PathState::symlink && !is_user_writable_place(path)) {
            report.add(statement, text.position,
                       in_backticks(path) + " leads through a link to " +
                           in_backticks(facts.real_path) + ", and requests name that: write " +
                           in_backticks("command" + facts.real_path));
        }
    });
}

} // namespace mfa::policy::lint
