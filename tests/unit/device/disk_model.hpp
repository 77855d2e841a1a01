// A disk that is honest about what a power loss may leave of it.
#pragma once

#include "engine/device/store.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mfa::test {

/// What every process sees of a file, and all that may be on the disk itself: what was written
/// since the last sync may have reached it or not, and each such write may be the last that did.
struct DiskFile {
    using Content = std::optional<std::string>;

    void write(std::string_view data) {
        visible = std::string{data};
        possible.push_back(visible);
    }
    void sync() { possible = {visible}; }

    Content visible;
    std::vector<Content> possible{std::nullopt};
};

/// One user's two files. Which of them the disk got first is its own affair.
struct Disk {
    DiskFile record;
    DiskFile usage;

    /// All that may be found then; the last of them is what was visible before.
    [[nodiscard]] std::vector<Disk> after_power_loss() const {
        std::vector<Disk> found;
        for (const auto& record_left : record.possible) {
            for (const auto& usage_left : usage.possible) {
                found.push_back({{record_left, {record_left}}, {usage_left, {usage_left}}});
            }
        }
        return found;
    }
};

/// The store over it, whose process is killed before its step number `killed_at`: a step is a write
/// that others see (for a record: the rename) or a sync. -1: never.
class DiskStore final : public device::Store {
public:
    DiskStore(Disk& disk, int killed_at) : m_disk{disk}, m_steps_left{killed_at} {}

    Result<std::unique_ptr<device::LockedFiles>> lock(const std::string& /*user*/) override {
        return std::unique_ptr<device::LockedFiles>{std::make_unique<Files>(*this)};
    }
    Result<> for_each_user(const std::function<Result<>(const std::string&)>& each) override {
        return each("alice");
    }
    Result<std::unique_ptr<device::LockedFiles>> lock_to_read(const std::string& user) override {
        return lock(user);
    }
    Result<>
    for_each_file(WallTime /*now*/,
                  const std::function<Result<>(const device::StoredFile&)>& /*each*/) override {
        return not_of_a_life_cycle();
    }
    Result<std::optional<std::string>> set_aside(const std::string& /*name*/,
                                                 std::string_view /*label*/) override {
        return not_of_a_life_cycle();
    }
    Result<std::vector<std::string>> users_with_files() override {
        return std::vector<std::string>{"alice"};
    }

    [[nodiscard]] bool was_killed() const { return m_was_killed; }
    /// How many syncs of the usage sector it came to see the end of.
    [[nodiscard]] int usage_syncs() const { return m_usage_syncs; }

private:
    class Files final : public device::LockedFiles {
    public:
        explicit Files(DiskStore& store) : m_store{store} {}
        Result<DiskFile::Content> read_record() override { return m_store.m_disk.record.visible; }
        Result<DiskFile::Content> read_usage() override { return m_store.m_disk.usage.visible; }
        Result<> write_record(std::string_view data) override {
            TRY(m_store.step());
            m_store.m_disk.record.write(data);
            return sync_record();
        }
        Result<> sync_record() override {
            TRY(m_store.step());
            m_store.m_disk.record.sync();
            return {};
        }
        Result<> write_usage(std::string_view data, Sync sync) override {
            TRY(m_store.step());
            m_store.m_disk.usage.write(data);
            if (sync == Sync::wait) {
                TRY(m_store.step());
                m_store.m_disk.usage.sync();
                ++m_store.m_usage_syncs;
            }
            return {};
        }
        Result<std::optional<std::string>> copy_aside(Piece /*piece*/,
                                                      std::string_view /*label*/) override {
            return not_of_a_life_cycle();
        }
        Result<> remove_record() override { return not_of_a_life_cycle(); }
        [[nodiscard]] const std::string& record_name() const override { return m_record_name; }
        [[nodiscard]] const std::string& usage_name() const override { return m_usage_name; }

    private:
        DiskStore& m_store;
        std::string m_record_name = "alice.record";
        std::string m_usage_name = "alice.usage";
    };

    static Error not_of_a_life_cycle() {
        return Error{ErrorKind::internal, "repair a store", "this one is for lives of devices"};
    }

    Result<> step() {
        if (m_steps_left == 0) {
            m_was_killed = true;
            return Error{ErrorKind::system, "write", "killed"};
        }
        m_steps_left -= m_steps_left > 0 ? 1 : 0;
        return {};
    }

    Disk& m_disk;
    int m_steps_left;
    int m_usage_syncs = 0;
    bool m_was_killed = false;
};

} // namespace mfa::test
