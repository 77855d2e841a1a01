// admin rotate-key against a helper that says what a test wants: when the old key goes, and when
// not.
#include "engine/store/host_key_files.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

using namespace mfa;
using namespace mfa::test;
using nlohmann::ordered_json;
using wire::Field;
using wire::Message;
using wire::MessageType;
using wire::Outcome;

namespace {

struct RotationBench {
    RotationBench() {
        std::ofstream{folder / "host.key"} << std::string(32, 'k');
        CHECK_EQUAL(::chmod((folder / "host.key").c_str(), 0640), 0);
    }
    [[nodiscard]] Ran rotate() const {
        tool::Settings settings;
        settings.helper_path = helper.path();
        settings.config_folder = folder.path();
        settings.config_owner = ::getuid();
        return run_tool(std::move(settings), {"admin", "rotate-key", "--json"});
    }
    [[nodiscard]] bool has(const std::string& name) const {
        return std::filesystem::exists(folder / name);
    }
    [[nodiscard]] std::uint32_t key() const {
        auto files = CHECK_OK(store::HostKeyFiles::open(folder.path(), ::getuid()));
        return CHECK_OK(files.read()).in_force.number;
    }

    TempDir folder;
    FakeHelper helper;
};

Message part(std::int64_t changed, std::int64_t left, const std::string& resume_after = "") {
    Message reply = ok_reply();
    reply.add_number(Field::changed, changed).add_number(Field::left, left);
    if (!resume_after.empty()) {
        reply.add(Field::resume_after, resume_after);
    }
    return reply;
}

std::string error_in(const Ran& ran) {
    return ordered_json::parse(ran.out)["error"]["code"];
}

void the_policy_is_asked_first_and_a_denial_touches_no_file() {
    RotationBench bench;
    bench.helper.answer(failed_reply(Outcome::denied, "denied", "not authorized"));
    const Ran ran = bench.rotate();
    CHECK_EQUAL(ran.exit, 3);
    CHECK_EQUAL(bench.helper.requests(), 1);
    CHECK(bench.helper.request(0).type() == MessageType::admin_rotate_key);
    CHECK_EQUAL(bench.key(), 1U);
    CHECK(!bench.has("host.key.previous"));
}

void all_parts_of_all_passes_are_asked_until_nothing_changes() {
    RotationBench bench;
    bench.helper.answer(ok_reply());
    bench.helper.answer(part(2000, 0, "kim"));
    bench.helper.answer(part(5, 0));
    bench.helper.answer(part(0, 0, "kim"));
    bench.helper.answer(part(0, 0));
    const Ran ran = bench.rotate();
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(ordered_json::parse(ran.out),
                (ordered_json{{"key", 2}, {"changed", 2005}, {"resumed", false}}));
    CHECK_EQUAL(bench.helper.requests(), 5);
    CHECK_EQUAL(bench.helper.request(2).text(Field::resume_after).value(), "kim");
    CHECK_EQUAL(bench.key(), 2U);
    CHECK(!bench.has("host.key.previous"));
}

void what_is_left_is_named_and_keeps_the_previous_key() {
    RotationBench bench;
    Message item{MessageType::item};
    item.add(Field::user, "bob").add(Field::message, "torn");
    bench.helper.answer(ok_reply());
    for (int i = 0; i < 3; ++i) {
        const Message reply = part(0, 1);
        bench.helper.answer({&item, &reply});
    }
    const Ran ran = bench.rotate();
    CHECK_EQUAL(ran.exit, 1);
    CHECK_EQUAL(error_in(ran), "not_finished");
    CHECK(ran.err.find("`bob`: torn") != std::string::npos);
    CHECK_EQUAL(bench.key(), 2U);
    CHECK(bench.has("host.key.previous"));

    bench.helper.answer(ok_reply());
    bench.helper.answer(part(1, 0));
    bench.helper.answer(part(0, 0));
    const Ran again = bench.rotate();
    CHECK_EQUAL(again.exit, 0);
    CHECK(ordered_json::parse(again.out)["resumed"] == true);
    CHECK_EQUAL(bench.key(), 2U);
    CHECK(!bench.has("host.key.previous"));
}

void an_answer_that_hides_what_is_left_or_leads_nowhere_keeps_the_previous_key() {
    for (const auto& [left, resume_after] :
         {std::pair{1, ""}, std::pair{0, "aaron"}, std::pair{-1, ""}}) {
        RotationBench bench;
        bench.helper.answer(ok_reply());
        bench.helper.answer(part(1, 0, "bob"));
        bench.helper.answer(part(1, left, resume_after));
        CHECK_EQUAL(bench.rotate().exit, 6);
        CHECK(bench.has("host.key.previous"));
    }
}

} // namespace

int main() {
    return mfa::test::run(
        "tool/rotate_key",
        {
            TEST(the_policy_is_asked_first_and_a_denial_touches_no_file),
            TEST(all_parts_of_all_passes_are_asked_until_nothing_changes),
            TEST(what_is_left_is_named_and_keeps_the_previous_key),
            TEST(an_answer_that_hides_what_is_left_or_leads_nowhere_keeps_the_previous_key),
        });
}
