#include "mfa_helper/serve.hpp"

#include "engine/authority/dispatch.hpp"
#include "engine/authority/policy_source.hpp"
#include "engine/authority/replies.hpp"
#include "engine/base/file.hpp"
#include "engine/base/process.hpp"
#include "engine/store/file_store.hpp"
#include "engine/store/keyed_store.hpp"
#include "engine/store/source_table.hpp"
#include "mfa_helper/paths.hpp"
#include "mfa_helper/surroundings.hpp"

#include <array>
#include <chrono>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace mfa::helper {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t settings_max = 65536;
constexpr milliseconds lock_timeout{5'000};
constexpr unsigned request_limit_s = 8;
constexpr milliseconds send_timeout{2'000};
/// How long a person may take to type; PAM's callers have limits of their own (LoginGraceTime).
constexpr milliseconds idle_limit_of_root{600'000};
constexpr milliseconds idle_limit_of_others{120'000};
/// A front end asks at once. Helpers that are started and never asked would pile up as processes of
/// `mfa`, which no limit on their caller's processes counts.
constexpr milliseconds first_request_limit_of_others{10'000};

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

Result<authority::Settings> read_settings(int config) {
    const std::string path = std::string{config_folder} + "/" + settings_file;
    const auto file =
        open_regular_at(config, settings_file, O_RDONLY, {uid_t{0}, writable_by_others}, path);
    if (!file) {
        if (file.error().kind() == ErrorKind::not_found) {
            return authority::parse_settings("", path, host_name());
        }
        return file.error();
    }
    return authority::parse_settings(TRY(read_text(file->get(), settings_max, path)), path,
                                     host_name());
}

/// All that Services refers to, owned in one place and made in one go.
class Workplace {
public:
    static Result<std::unique_ptr<Workplace>> create(const Identity& identity, audit::Log& log) {
        const UniqueFd config = TRY(open_directory(config_folder, {uid_t{0}, writable_by_others}));
        const UniqueFd runtime =
            TRY(open_directory(runtime_folder, {identity.uid, S_IRWXG | S_IRWXO}));
        auto place = std::unique_ptr<Workplace>{new Workplace{
            TRY(read_settings(config.get())),
            TRY(authority::load_policy({policy_folder, 0, state_folder, identity.uid}, log)),
            TRY(store::FileStore::open(devices_folder, identity.uid, lock_timeout,
                                       quarantine_folder)),
            TRY(boot_id())}};
        place->m_store = TRY(store::KeyedStore::open(
            place->m_files, TRY(store::HostKeyFiles::open(config_folder, 0)), place->m_random));
        place->m_sessions.emplace(
            TRY(session::SessionRecords::open(runtime.get(), identity.uid, place->m_boot)));
        place->m_tickets.emplace(
            TRY(session::Tickets::open(runtime.get(), identity.uid, place->m_boot)));
        place->m_sources.emplace(TRY(store::SourceTable::open(
            runtime.get(), identity.uid, place->m_boot, place->m_random, place->m_boot_clock)));
        return place;
    }

    authority::Services services(const Limiters& limiters, audit::Log& log) {
        return {m_settings,
                m_policy,
                *m_store,
                m_store->sealer(),
                *m_sessions,
                *m_tickets,
                m_people,
                log,
                m_random,
                m_wall_clock,
                m_boot_clock,
                m_boot,
                &*m_sources,
                &m_pause,
                limiters.guard,
                {helper_program, tool_program},
                limiters.landlock_version};
    }

private:
    Workplace(authority::Settings settings, policy::PolicySet policy, store::FileStore files,
              std::string boot)
        : m_settings{std::move(settings)}, m_policy{std::move(policy)}, m_files{std::move(files)},
          m_boot{std::move(boot)}, m_people{policy::mentions_groups(m_policy)
                                                ? authority::GroupLookup::on
                                                : authority::GroupLookup::off} {}

    authority::Settings m_settings;
    policy::PolicySet m_policy;
    store::FileStore m_files;
    std::string m_boot;
    SystemRandom m_random;
    SystemWallClock m_wall_clock;
    SystemBootClock m_boot_clock;
    SystemPause m_pause;
    authority::SystemPeople m_people;
    std::unique_ptr<store::KeyedStore> m_store;
    std::optional<session::SessionRecords> m_sessions;
    std::optional<session::Tickets> m_tickets;
    std::optional<store::SourceTable> m_sources;
};

/// Items as they are made. A list may take longer than any one request and be read by somebody who
/// turns pages: what is limited is the time without progress, ours and the reader's.
class ChannelSink final : public authority::ItemSink {
public:
    ChannelSink(wire::Channel& channel, milliseconds patience)
        : m_channel{channel}, m_patience{patience} {}

    Result<> send(const wire::Message& item) override {
        limit_time(0);
        auto sent = m_channel.send(item, m_patience);
        m_reader_is_gone = !sent;
        note_sent();
        return sent;
    }
    Result<> progress() override {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last_sent < sign_of_life) {
            return {};
        }
        return send(wire::Message{wire::MessageType::progress});
    }

    [[nodiscard]] bool reader_is_gone() const override { return m_reader_is_gone; }

private:
    static constexpr milliseconds sign_of_life{1'000};

    void note_sent() {
        m_last_sent = std::chrono::steady_clock::now();
        limit_time(request_limit_s);
    }

    wire::Channel& m_channel;
    milliseconds m_patience;
    bool m_reader_is_gone = false;
    std::chrono::steady_clock::time_point m_last_sent = std::chrono::steady_clock::now();
};

} // namespace

Result<> serve(wire::Channel channel, const authority::Caller& caller, const Identity& identity,
               const Limiters& limiters, audit::Log& log) {
    limit_time(request_limit_s);
    const auto workplace = Workplace::create(identity, log);
    std::optional<authority::Services> services;
    std::optional<authority::Authority> authority;
    if (workplace) {
        services.emplace((*workplace)->services(limiters, log));
        authority.emplace(*services, caller);
    }
    const auto idle_limit = caller.is_root() ? idle_limit_of_root : idle_limit_of_others;
    auto wait = caller.is_root() ? idle_limit_of_root : first_request_limit_of_others;
    while (true) {
        limit_time(0);
        const auto request = TRY(channel.receive(std::exchange(wait, idle_limit)));
        if (!request) {
            return {};
        }
        limit_time(request_limit_s);
        ChannelSink sink{channel, idle_limit};
        const auto reply = authority ? authority->handle(*request, sink)
                                     : authority::reply_unavailable(workplace.error(), log);
        if (sink.reader_is_gone()) {
            return {};
        }
        TRY(channel.send(reply, send_timeout));
    }
}

} // namespace mfa::helper
