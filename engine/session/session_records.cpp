#include "engine/session/session_records.hpp"

#include "engine/base/file.hpp"
#include "engine/session/key_values.hpp"

#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace mfa::session {

namespace {

constexpr std::size_t record_max = 4096;
constexpr std::chrono::hours kept_after_expiry{24};

std::string file_name(const SessionKey& key, const Subject& subject) {
    return key + "." + std::to_string(subject.uid);
}

std::uint64_t to_number(BootTime time) {
    return static_cast<std::uint64_t>(time.count());
}

BootTime to_boot_time(std::uint64_t number) {
    return BootTime{static_cast<std::int64_t>(number)};
}

Result<std::string> encode(const SessionRecord& record, const std::string& boot) {
    KeyValues values;
    values.set("boot", boot)
        .set("user", record.subject.user)
        .set("uid", record.subject.uid)
        .set("remote_host", record.remote_host);
    if (record.held_by_landlock) {
        values.set("limits", "landlock");
    }
    if (record.factor) {
        values.set("device", record.factor->device)
            .set("device_id", record.factor->device_id)
            .set("shown_at", to_number(record.factor->shown_at))
            .set("expires_at", to_number(record.factor->expires_at));
    }
    return values.text();
}

Result<SessionRecord> decode_record(const KeyValues& values) {
    SessionRecord record;
    record.subject.user = TRY(values.value("user"));
    record.subject.uid = static_cast<uid_t>(TRY(values.number("uid")));
    record.remote_host = TRY(values.value("remote_host"));
    if (values.value("limits")) {
        record.held_by_landlock = true;
    }
    if (values.value("device")) {
        record.factor = Factor{TRY(values.value("device")),
                               static_cast<std::uint32_t>(TRY(values.number("device_id"))),
                               to_boot_time(TRY(values.number("shown_at"))),
                               to_boot_time(TRY(values.number("expires_at")))};
    }
    return record;
}

} // namespace

Result<UniqueFd> open_or_make_directory(int parent, const std::string& name, uid_t owner) {
    if (::mkdirat(parent, name.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        return Error::from_errno("make the folder `" + name + "`");
    }
    return open_directory_at(parent, name, {owner, open_to_others});
}

SessionRecords::SessionRecords(UniqueFd directory, uid_t owner, std::string boot)
    : m_directory{std::move(directory)}, m_owner{owner}, m_boot{std::move(boot)} {}

Result<SessionRecords> SessionRecords::open(int runtime, uid_t owner, std::string boot) {
    return SessionRecords{TRY(open_or_make_directory(runtime, "sessions", owner)), owner,
                          std::move(boot)};
}

Result<std::optional<SessionRecord>> SessionRecords::read(const std::string& name) const {
    const auto file =
        open_regular_at(m_directory.get(), name, O_RDONLY, {m_owner, open_to_others}, name);
    if (!file) {
        if (file.error().kind() == ErrorKind::not_found) {
            return std::optional<SessionRecord>{};
        }
        return file.error();
    }
    const auto values = TRY(KeyValues::parse(TRY(read_text(file->get(), record_max, name))));
    if (TRY(values.value("boot")) != m_boot) {
        return std::optional<SessionRecord>{};
    }
    return std::optional{TRY(decode_record(values))};
}

Result<std::optional<SessionRecord>> SessionRecords::find(const SessionPlace& place,
                                                          const Subject& subject) const {
    for (const SessionKey& key : place.candidates) {
        auto record = TRY(read(file_name(key, subject)));
        if (record && record->subject.user == subject.user && record->subject.uid == subject.uid) {
            return record;
        }
    }
    return std::optional<SessionRecord>{};
}

Result<> SessionRecords::write(const SessionKey& key, const SessionRecord& record) {
    return write_named(file_name(key, record.subject), record);
}

Result<> SessionRecords::write_named(const std::string& name, const SessionRecord& record) {
    return replace_file(m_directory.get(), name, TRY(encode(record, m_boot)), 0600,
                        Durability::survives_crash, name);
}

Result<> SessionRecords::remove(const SessionKey& key, const Subject& subject) {
    if (::unlinkat(m_directory.get(), file_name(key, subject).c_str(), 0) != 0 && errno != ENOENT) {
        return Error::from_errno("remove a session record");
    }
    return {};
}

Result<int> SessionRecords::revoke(const Subject& subject, std::uint32_t device_id) {
    return revoke_where(
        subject, [device_id](const Factor& factor) { return factor.device_id == device_id; });
}

Result<int> SessionRecords::revoke_all(const Subject& subject) {
    return revoke_where(subject, [](const Factor&) { return true; });
}

Result<int> SessionRecords::revoke_where(const Subject& subject,
                                         const std::function<bool(const Factor&)>& fits) {
    const std::string suffix = "." + std::to_string(subject.uid);
    int revoked = 0;
    for (const std::string& name : TRY(list_directory(m_directory.get(), "sessions"))) {
        if (name.front() == '.' || !name.ends_with(suffix)) {
            continue;
        }
        auto record = TRY(read(name));
        if (record && record->factor && fits(*record->factor)) {
            record->factor.reset();
            TRY(write_named(name, *record));
            ++revoked;
        }
    }
    return revoked;
}

Result<> SessionRecords::reap(BootTime now) {
    for (const std::string& name : TRY(list_directory(m_directory.get(), "sessions"))) {
        const auto record = read(name);
        const bool stale =
            record && (!*record || ((*record)->factor &&
                                    (*record)->factor->expires_at + kept_after_expiry < now));
        if (stale && ::unlinkat(m_directory.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
            return Error::from_errno("remove a session record");
        }
    }
    return {};
}

} // namespace mfa::session
