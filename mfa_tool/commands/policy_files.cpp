#include "mfa_tool/commands/policy_files.hpp"

#include "engine/base/file.hpp"
#include "engine/base/unique_fd.hpp"
#include "mfa_tool/report.hpp"

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace mfa::tool {

namespace {

// Well above what the engine accepts, which then says so with file and line.
constexpr std::size_t read_max = 16UL << 20U;

Result<UniqueFd> open_path(const std::string& path) {
    UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file) {
        return Error::from_errno(fmt::format("open `{}`", path));
    }
    return file;
}

Result<> add_file(int fd, const std::string& path, std::vector<policy::Source>& sources) {
    std::string text = TRY(read_text(fd, read_max, path));
    const policy::Format format = policy::format_for(path, text);
    sources.push_back({path, std::move(text), format});
    return {};
}

bool is_policy_name(std::string_view name) {
    return !name.starts_with('.') &&
           (name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json"));
}

Result<> add_folder(int fd, const std::string& path, std::vector<policy::Source>& sources) {
    const std::size_t before = sources.size();
    const std::string prefix = path.ends_with('/') ? path : path + "/";
    for (const std::string& name : TRY(list_directory(fd, path))) {
        if (is_policy_name(name)) {
            const std::string file_path = prefix + name;
            const UniqueFd file = TRY(open_path(file_path));
            TRY(add_file(file.get(), file_path, sources));
        }
    }
    if (sources.size() == before) {
        return Error{ErrorKind::not_found, fmt::format("read the policy in `{}`", path),
                     "the folder holds no *.yaml, *.yml or *.json"};
    }
    return {};
}

} // namespace

Attempt<std::vector<policy::Source>> read_policy(const std::vector<std::string>& paths) {
    std::vector<policy::Source> sources;
    for (const std::string& path : paths) {
        const UniqueFd file = TRY(open_path(path));
        const struct stat status = TRY(status_of(file.get(), path));
        if (S_ISDIR(status.st_mode)) {
            TRY(add_folder(file.get(), path, sources));
        } else {
            TRY(add_file(file.get(), path, sources));
        }
    }
    return sources;
}

std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void print_findings_json(Environment& environment, const std::vector<policy::Source>& sources,
                         std::optional<std::size_t> statements,
                         const std::vector<policy::Finding>& findings) {
    auto files = nlohmann::ordered_json::array();
    for (const policy::Source& source : sources) {
        files.push_back(source.name);
    }
    auto list = nlohmann::ordered_json::array();
    for (const policy::Finding& finding : findings) {
        list.push_back({{"file", finding.file},
                        {"line", finding.line},
                        {"column", finding.column},
                        {"severity", severity_name(finding.severity)},
                        {"code", finding.code},
                        {"message", finding.message}});
    }
    print_json(environment, {{"valid", statements.has_value()},
                             {"files", std::move(files)},
                             {"statements", statements.value_or(0)},
                             {"findings", std::move(list)}});
}

Attempt<LoadedPolicy> load_policy(Environment& environment, const std::vector<std::string>& paths) {
    const std::vector<std::string> fallback{std::string{default_policy_path}};
    auto sources = TRY(read_policy(paths.empty() ? fallback : paths));
    policy::LoadResult loaded = policy::load(sources);
    if (!loaded.set) {
        environment.err(render_findings(loaded.findings));
        return Failure{ExitCode::failed, "invalid-policy", "the policy does not load"};
    }
    return LoadedPolicy{std::move(sources), std::move(*loaded.set)};
}

void declare_policy_paths(CLI::App& app, std::vector<std::string>& paths) {
    app.add_option("--policy", paths,
                   fmt::format("a policy file, or a folder of them; may come again (default {})",
                               default_policy_path))
        ->allow_extra_args(false);
}

std::string render_findings(const std::vector<policy::Finding>& findings) {
    std::string text;
    for (const policy::Finding& finding : findings) {
        text += policy::render(finding) + "\n";
    }
    return text;
}

} // namespace mfa::tool
