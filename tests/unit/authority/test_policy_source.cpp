#include "engine/authority/policy_source.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_dir.hpp"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::authority;

namespace {

constexpr const char* good =
    "Version: \"2012-10-17\"\nStatement:\n  - Sid: One\n    Effect: Allow\n"
    "    Action: iam:GetUser\n    Resource: \"*\"\n";

struct Bench {
    test::TempDir policy;
    test::TempDir state;
    test::FakeLog log;

    Bench() { write("10.yaml", good); }
    void write(const std::string& name, const std::string& text) {
        std::ofstream{policy / name, std::ios::trunc} << text;
        CHECK_EQUAL(::chmod((policy / name).c_str(), 0644), 0);
    }
    Result<policy::PolicySet> load() {
        return load_policy({policy.path(), ::getuid(), state.path(), ::getuid()}, log);
    }
};

void a_good_policy_loads_and_is_kept() {
    Bench bench;
    CHECK_EQUAL(CHECK_OK(bench.load()).statements().size(), 1U);
    CHECK(std::filesystem::exists(bench.state / "policy.last"));
    CHECK(bench.log.lines.empty());
}

void a_policy_that_breaks_leaves_the_last_good_one_in_force_and_says_so() {
    Bench bench;
    CHECK_OK(bench.load());
    bench.write("10.yaml", "Statement: [");
    for (int use = 0; use < 2; ++use) {
        bench.log.lines.clear();
        CHECK_EQUAL(CHECK_OK(bench.load()).statements().size(), 1U);
        CHECK(bench.log.has("event=policy_does_not_load"));
        CHECK(bench.log.severities.back() == audit::Severity::critical);
    }
    bench.write("10.yaml", good);
    bench.log.lines.clear();
    CHECK_OK(bench.load());
    CHECK(bench.log.lines.empty());
}

void without_a_last_good_one_a_broken_policy_is_an_error() {
    Bench bench;
    bench.write("10.yaml", "Statement: [");
    CHECK_ERROR(bench.load(), ErrorKind::invalid_config);
    CHECK(bench.log.has("event=policy_error"));
}

void a_missing_or_empty_folder_is_an_error_even_with_a_last_good_one() {
    Bench bench;
    CHECK_OK(bench.load());
    std::filesystem::remove(bench.policy / "10.yaml");
    CHECK_ERROR(bench.load(), ErrorKind::invalid_config);
    bench.write("README.txt", "no policy");
    CHECK_ERROR(bench.load(), ErrorKind::invalid_config);
    std::filesystem::remove_all(bench.policy.path());
    CHECK_ERROR(bench.load(), ErrorKind::not_found);
}

void files_and_folders_that_others_may_write_are_refused() {
    Bench bench;
    CHECK_OK(bench.load());
    CHECK_EQUAL(::chmod((bench.policy / "10.yaml").c_str(), 0666), 0);
    CHECK_ERROR(bench.load(), ErrorKind::unsafe_file);
    CHECK_EQUAL(::chmod((bench.policy / "10.yaml").c_str(), 0664), 0);
    CHECK_ERROR(bench.load(), ErrorKind::unsafe_file);
    CHECK_EQUAL(::chmod((bench.policy / "10.yaml").c_str(), 0644), 0);
    CHECK_EQUAL(::chmod(bench.policy.path().c_str(), 0777), 0);
    CHECK_ERROR(bench.load(), ErrorKind::unsafe_file);
}

void a_linked_policy_file_is_refused() {
    Bench bench;
    std::filesystem::create_symlink("/etc/hostname", bench.policy / "20.yaml");
    CHECK(!bench.load().has_value());
}

void a_torn_last_good_policy_is_not_used() {
    Bench bench;
    CHECK_OK(bench.load());
    const auto kept = bench.state / "policy.last";
    std::filesystem::resize_file(kept, std::filesystem::file_size(kept) - 3);
    bench.write("10.yaml", "Statement: [");
    CHECK(!bench.load().has_value());
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/policy_source",
        {
            TEST(a_good_policy_loads_and_is_kept),
            TEST(a_policy_that_breaks_leaves_the_last_good_one_in_force_and_says_so),
            TEST(without_a_last_good_one_a_broken_policy_is_an_error),
            TEST(a_missing_or_empty_folder_is_an_error_even_with_a_last_good_one),
            TEST(files_and_folders_that_others_may_write_are_refused),
            TEST(a_linked_policy_file_is_refused),
            TEST(a_torn_last_good_policy_is_not_used),
        });
}
