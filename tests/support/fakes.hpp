// Stand-ins for what the engine takes by reference: clocks, randomness, a store, a log.
#pragma once

#include "engine/audit/log.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/random.hpp"
#include "engine/device/store.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace mfa::test {

class FakeWallClock final : public WallClock {
public:
    [[nodiscard]] WallTime now() const override { return time; }
    WallTime time{std::chrono::seconds{1'800'000'000}};
};

class FakeBootClock final : public BootClock {
public:
    [[nodiscard]] BootTime now() const override { return time; }
    BootTime time{std::chrono::seconds{1000}};
};

/// Bytes that count up: no two fills alike, until `next` is set back.
class FakeRandom final : public RandomSource {
public:
    Result<> fill(std::span<std::uint8_t> bytes) override {
        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(next * 167 + (next >> 8));
            ++next;
        }
        return {};
    }

    unsigned next = 1;
};

/// Files in memory. With `exclusive`, a user's files that are locked already are a timeout, as they
/// are for a process that locks them twice. `fail_after` counts down at each write; at 0 the write
/// fails, and everything later too, as after a crash.
class MemoryStore final : public device::Store {
public:
    Result<std::unique_ptr<device::LockedFiles>> lock(const std::string& user) override {
        if (locked.contains(user) && exclusive) {
            return Error{ErrorKind::timeout, "lock", "locked already"};
        }
        return std::unique_ptr<device::LockedFiles>{std::make_unique<Files>(*this, user)};
    }
    Result<std::unique_ptr<device::LockedFiles>> lock_to_read(const std::string& user) override {
        return lock(user);
    }
    /// Records alone: nothing else lies about here.
    Result<>
    for_each_file(WallTime /*now*/,
                  const std::function<Result<>(const device::StoredFile&)>& each) override {
        return for_each_user([&each](const std::string& user) {
            return each({user, user, device::StoredFile::Kind::record, user, {}, {}, false});
        });
    }
    Result<std::optional<std::string>> set_aside(const std::string& /*name*/,
                                                 std::string_view /*label*/) override {
        return Error{ErrorKind::internal, "set a file aside", "there are no others here"};
    }
    Result<> for_each_user(const std::function<Result<>(const std::string&)>& each) override {
        for (const auto& [user, data] : records) {
            TRY(each(user));
        }
        return {};
    }

    Result<std::vector<std::string>> users_with_files() override {
        std::set<std::string> users;
        for (const auto* files : {&records, &usages}) {
            for (const auto& [user, data] : *files) {
                users.insert(user);
            }
        }
        return std::vector<std::string>{users.begin(), users.end()};
    }

    /// Usage that was written without waiting for the disk is as it was before.
    void lose_power() { usages = m_durable_usages; }

    std::map<std::string, std::string> records;
    std::map<std::string, std::string> usages;
    std::map<std::string, std::string> quarantine;
    std::multiset<std::string> locked;
    bool exclusive = false;
    int fail_after = -1;
    int writes = 0;

private:
    class Files final : public device::LockedFiles {
    public:
        Files(MemoryStore& store, const std::string& user)
            : m_store{store}, m_user{user}, m_record_name{user + ".record"}, m_usage_name{
                                                                                 user + ".usage"} {
            m_store.locked.insert(user);
        }
        Files(const Files&) = delete;
        Files& operator=(const Files&) = delete;
        ~Files() override { m_store.locked.erase(m_store.locked.find(m_user)); }
        Result<std::optional<std::string>> read_record() override { return read(m_store.records); }
        Result<std::optional<std::string>> read_usage() override { return read(m_store.usages); }
        Result<> write_record(std::string_view data) override {
            return write(m_store.records, data);
        }
        Result<> sync_record() override { return {}; }
        Result<> write_usage(std::string_view data, Sync sync) override {
            TRY(write(m_store.usages, data));
            if (sync == Sync::wait) {
                m_store.m_durable_usages[m_user] = std::string{data};
            }
            return {};
        }
        Result<std::optional<std::string>> copy_aside(Piece piece,
                                                      std::string_view label) override {
            auto file = TRY(read(piece == Piece::record ? m_store.records : m_store.usages));
            if (!file) {
                return std::optional<std::string>{};
            }
            std::string name = piece == Piece::record ? m_record_name : m_usage_name;
            name.append(".").append(label);
            m_store.quarantine[name] = std::move(*file);
            return std::optional{std::move(name)};
        }
        Result<> remove_record() override {
            m_store.records.erase(m_user);
            return {};
        }
        [[nodiscard]] const std::string& record_name() const override { return m_record_name; }
        [[nodiscard]] const std::string& usage_name() const override { return m_usage_name; }

    private:
        Result<std::optional<std::string>> read(const std::map<std::string, std::string>& files) {
            const auto found = files.find(m_user);
            return found == files.end() ? std::optional<std::string>{}
                                        : std::optional{found->second};
        }
        Result<> write(std::map<std::string, std::string>& files, std::string_view data) {
            if (m_store.fail_after == 0) {
                return Error{ErrorKind::system, "write", "made to fail"};
            }
            if (m_store.fail_after > 0) {
                --m_store.fail_after;
            }
            ++m_store.writes;
            files[m_user] = std::string{data};
            return {};
        }

        MemoryStore& m_store;
        std::string m_user;
        std::string m_record_name;
        std::string m_usage_name;
    };

    std::map<std::string, std::string> m_durable_usages;
};

class FakeLog final : public audit::Log {
public:
    void write(audit::Severity severity, const audit::Event& event) override {
        lines.push_back(event.line());
        severities.push_back(severity);
    }
    [[nodiscard]] bool has(std::string_view part) const {
        for (const std::string& line : lines) {
            if (line.find(part) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    std::vector<std::string> lines;
    std::vector<audit::Severity> severities;
};

} // namespace mfa::test
