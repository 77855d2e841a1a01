#include "engine/authority/policy_source.hpp"

#include "engine/base/file.hpp"
#include "engine/base/text.hpp"

#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <vector>

namespace mfa::authority {

namespace {

constexpr std::size_t policy_file_max = 1U << 20U;
constexpr std::size_t last_good_max = 64U << 20U;
constexpr std::size_t findings_logged = 5;
constexpr const char* last_good_name = "policy.last";
constexpr std::string_view last_good_magic = "mfa policy 1\n";

bool is_policy_name(std::string_view name) {
    return name.front() != '.' &&
           (name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json"));
}

Result<std::vector<policy::Source>> read_sources(const PolicyPlaces& places) {
    const FileRules rules{places.folder_owner, writable_by_others};
    const UniqueFd folder = TRY(open_directory(places.folder, rules));
    std::vector<policy::Source> sources;
    for (const std::string& name : TRY(list_directory(folder.get(), places.folder))) {
        if (!is_policy_name(name)) {
            continue;
        }
        const std::string path = places.folder + "/" + name;
        const UniqueFd file = TRY(open_regular_at(folder.get(), name, O_RDONLY, rules, path));
        std::string text = TRY(read_text(file.get(), policy_file_max, path));
        const auto format = policy::format_for(name, text);
        sources.push_back({path, std::move(text), format});
    }
    if (sources.empty()) {
        return Error{ErrorKind::invalid_config, "load the policy from `" + places.folder + "`",
                     "there is no policy file"};
    }
    return sources;
}

/// The sources as one text: `name-length text-length\n` name text, for each.
std::string pack(const std::vector<policy::Source>& sources) {
    std::string packed{last_good_magic};
    for (const policy::Source& source : sources) {
        packed += std::to_string(source.name.size()) + " " + std::to_string(source.text.size()) +
                  "\n" + source.name + source.text;
    }
    return packed;
}

std::optional<std::vector<policy::Source>> unpack(std::string_view packed) {
    if (!packed.starts_with(last_good_magic)) {
        return std::nullopt;
    }
    packed.remove_prefix(last_good_magic.size());
    std::vector<policy::Source> sources;
    while (!packed.empty()) {
        const std::size_t end = packed.find('\n');
        const auto sizes = split(packed.substr(0, end), ' ');
        const auto name_size = sizes.size() == 2 ? parse_unsigned(sizes[0]) : std::nullopt;
        const auto text_size = sizes.size() == 2 ? parse_unsigned(sizes[1]) : std::nullopt;
        if (end == std::string_view::npos || !name_size || !text_size) {
            return std::nullopt;
        }
        packed.remove_prefix(end + 1);
        if (*name_size > packed.size() || *text_size > packed.size() - *name_size) {
            return std::nullopt;
        }
        std::string name{packed.substr(0, *name_size)};
        std::string text{packed.substr(*name_size, *text_size)};
        packed.remove_prefix(*name_size + *text_size);
        const auto format = policy::format_for(name, text);
        sources.push_back({std::move(name), std::move(text), format});
    }
    return sources;
}

Result<std::string> read_last_good(int state, uid_t owner) {
    const UniqueFd file = TRY(
        open_regular_at(state, last_good_name, O_RDONLY, {owner, open_to_others}, last_good_name));
    return read_text(file.get(), last_good_max, last_good_name);
}

/// Keeps `packed` as the last good policy. That it cannot be kept denies nobody anything today.
void keep_last_good(const PolicyPlaces& places, const std::string& packed, audit::Log& log) {
    const auto keep = [&]() -> Result<> {
        const UniqueFd state = TRY(open_directory(places.state, {places.state_owner, S_IWOTH}));
        const auto kept = read_last_good(state.get(), places.state_owner);
        // Whoever has the lock keeps it for everybody; it ends with the descriptor.
        if ((kept && *kept == packed) || ::flock(state.get(), LOCK_EX | LOCK_NB) != 0) {
            return {};
        }
        return replace_file(state.get(), last_good_name, packed, 0600,
                            Durability::survives_power_loss, places.state + "/" + last_good_name);
    };
    const auto outcome = keep();
    if (!outcome) {
        log.write(audit::Severity::error,
                  audit::Event{"policy_not_kept"}.with("cause", outcome.error().message()));
    }
}

Result<policy::PolicySet> load_last_good(const PolicyPlaces& places) {
    const UniqueFd state = TRY(open_directory(places.state, {places.state_owner, S_IWOTH}));
    const auto sources = unpack(TRY(read_last_good(state.get(), places.state_owner)));
    if (!sources) {
        return Error{ErrorKind::corrupt, "use the last good policy", "torn"};
    }
    auto loaded = policy::load(*sources);
    if (!loaded.set) {
        return Error{ErrorKind::corrupt, "use the last good policy", "it does not load"};
    }
    return std::move(*loaded.set);
}

void log_findings(const std::vector<policy::Finding>& findings, audit::Log& log) {
    for (std::size_t i = 0; i < findings.size() && i < findings_logged; ++i) {
        const policy::Finding& finding = findings[i];
        log.write(audit::Severity::critical,
                  audit::Event{"policy_error"}
                      .with("at", finding.file + ":" + std::to_string(finding.line) + ":" +
                                      std::to_string(finding.column))
                      .with("code", finding.code)
                      .with("cause", finding.message));
    }
}

} // namespace

Result<policy::PolicySet> load_policy(const PolicyPlaces& places, audit::Log& log) {
    const auto sources = TRY(read_sources(places));
    auto loaded = policy::load(sources);
    if (loaded.set) {
        keep_last_good(places, pack(sources), log);
        return std::move(*loaded.set);
    }
    log_findings(loaded.findings, log);
    auto last_good = load_last_good(places);
    log.write(audit::Severity::critical,
              audit::Event{"policy_does_not_load"}
                  .with("folder", places.folder)
                  .with("in_force", last_good ? "the last good policy" : "nothing: all is denied"));
    if (!last_good) {
        return Error{ErrorKind::invalid_config, "load the policy from `" + places.folder + "`",
                     "it has errors, and there is no last good one"};
    }
    return last_good;
}

} // namespace mfa::authority
