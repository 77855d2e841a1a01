#include "engine/policy/lint/command_dangers.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

// Each sorted.
// clang-format off
constexpr std::array<std::string_view, 310> shells{
    "aa-exec", "acr", "agetty", "ansible-playbook", "ansible-test", "aoss", "apport-cli", "apt",
    "apt-get", "aptitude", "arch-nspawn", "aria2c", "ash", "asterisk", "at", "autoconf",
    "autoheader", "autoreconf", "awk", "aws", "bash", "bashbug", "batcat", "bconsole", "bee",
    "borg", "bpftrace", "bundle", "bundler", "busctl", "busybox", "byebug", "c89", "c99", "cabal",
    "capsh", "cargo", "cc", "cdist", "certbot", "check_by_ssh", "check_ssl_cert", "choom", "chroot",
    "chrt", "clisp", "cmake", "cobc", "codex", "composer", "cowsay", "cowthink", "cpan", "cpio",
    "cpulimit", "crash", "crontab", "csh", "csvtool", "ctr", "dash", "dc", "debugfs", "dhclient",
    "distcc", "dmesg", "dmsetup", "dnf", "dnsmasq", "doas", "docker", "dotnet", "dpkg", "dstat",
    "dvips", "easy_install", "easyrsa", "eb", "ed", "elvish", "emacs", "enscript", "env", "ex",
    "exiftool", "expect", "facter", "fail2ban-client", "fastfetch", "find", "firejail", "fish",
    "flock", "forge", "ftp", "fzf", "g++", "gawk", "gcc", "gcloud", "gdb", "gem", "genie", "ghc",
    "ghci", "gimp", "ginsh", "git", "gnuplot", "go", "grc", "gtester", "guile", "hg", "hping3",
    "iftop", "ionice", "ip", "irb", "ispell", "java", "jjs", "joe", "journalctl", "jrunscript",
    "jshell", "jtag", "julia", "knife", "ksh", "ksu", "kubectl", "latex", "latexmk", "ld.so",
    "less", "lftp", "loginctl", "logrotate", "logsave", "ltrace", "lua", "lualatex", "luatex",
    "lxd", "m4", "mail", "make", "man", "mawk", "minicom", "more", "mosh-server", "msfconsole",
    "msgfilter", "multitime", "mysql", "nano", "nawk", "ncdu", "ncftp", "needrestart", "neofetch",
    "nice", "nmap", "node", "nohup", "npm", "nroff", "nsenter", "nvim", "octave", "opencode",
    "openvpn", "openvt", "opkg", "pandoc", "pdb", "pdflatex", "pdftex", "perf", "perl", "perlbug",
    "pexec", "pg", "php", "pic", "pico", "pidstat", "pip", "pipx", "pkexec", "pkg", "plymouth",
    "podman", "poetry", "posh", "procmail", "pry", "psftp", "psql", "puppet", "pwsh", "python",
    "rake", "ranger", "rc", "red", "restic", "rlwrap", "rpm", "rpmdb", "rpmquery", "rpmverify",
    "rsync", "rsyslogd", "rtorrent", "ruby", "run-mailcap", "run-parts", "runscript", "rustc",
    "rustup", "rview", "rvim", "sash", "scanmem", "scp", "screen", "script", "scrot", "sed",
    "service", "setarch", "setlock", "sftp", "sg", "slsh", "smbclient", "snap", "socat",
    "softlimit", "split", "sqlite3", "sqlmap", "ssh", "ssh-agent", "sshfs", "sshpass", "sshuttle",
    "start-stop-daemon", "stdbuf", "strace", "su", "sudo", "sysctl", "systemctl", "systemd-resolve",
    "systemd-run", "tar", "task", "taskset", "tasksh", "tclsh", "tcpdump", "tcsh", "tdbtool",
    "telnet", "tex", "time", "timedatectl", "timeout", "tmate", "tmux", "top", "torify", "torsocks",
    "tshark", "unshare", "uv", "vagrant", "valgrind", "vi", "view", "vigr", "vim", "vimdiff",
    "vipw", "virsh", "volatility", "watch", "wg-quick", "wget", "wireshark", "wish", "xargs",
    "xdg-user-dir", "xdotool", "xelatex", "xetex", "yarn", "yash", "yt-dlp", "yum", "zathura",
    "zic", "zip", "zless", "zsh", "zypper",
};

constexpr std::array<std::string_view, 13> loaders{
    "gst-inspect-1.0", "gst-launch-1.0", "insmod", "kmod", "ldconfig", "ldd",
    "modprobe", "openssl", "p11tool", "pkcs11-tool", "ssh-add", "ssh-keygen",
    "ssh-pkcs11-helper",
};

constexpr std::array<std::string_view, 58> writers{
    "7z", "ar", "bzip2", "chattr", "chmod", "chown", "chpasswd", "convert", "cp", "csplit", "ctags",
    "curl", "dd", "elinks", "fallocate", "ffmpeg", "gpg", "gpg2", "gs", "gunzip",
    "gzip", "iconv", "indent", "install", "links", "ln", "lynx", "lz4", "magick", "mkfifo", "mknod",
    "mktemp", "mv", "nc", "ncat", "netcat", "objcopy", "patch", "scanimage", "setfacl", "shred",
    "shuf", "sort", "tee", "tftp", "tic", "truncate", "uniq", "unzip", "update-alternatives",
    "useradd", "usermod", "uudecode", "visudo", "w3m", "xxd", "xz",
    "zstd",
};
// clang-format on

bool has(std::span<const std::string_view> names, std::string_view name) {
    return std::binary_search(names.begin(), names.end(), name);
}

std::optional<CommandDanger> danger_of_exact(std::string_view name) {
    for (const auto danger :
         {CommandDanger::gives_shell, CommandDanger::loads_code, CommandDanger::writes_files}) {
        if (has(commands_with(danger), name)) {
            return danger;
        }
    }
    return std::nullopt;
}

/// `python3.11` and `gcc-12` without the number.
std::string_view without_version(std::string_view name) {
    const std::size_t last = name.find_last_not_of("0123456789.");
    if (last == std::string_view::npos || last + 1 == name.size()) {
        return name;
    }
    const std::string_view rest = name.substr(0, last + 1);
    return rest.ends_with('-') ? rest.substr(0, rest.size() - 1) : rest;
}

} // namespace

std::span<const std::string_view> commands_with(CommandDanger danger) {
    switch (danger) {
    case CommandDanger::gives_shell:
        return shells;
    case CommandDanger::loads_code:
        return loaders;
    case CommandDanger::writes_files:
        return writers;
    }
    return {};
}

std::optional<CommandDanger> danger_of(std::string_view name) {
    if (const auto danger = danger_of_exact(name)) {
        return danger;
    }
    // Debian's alternatives: vim.basic, nc.openbsd.
    const std::string_view first = name.substr(0, name.find('.'));
    const auto danger = danger_of_exact(without_version(name));
    return danger ? danger : danger_of_exact(without_version(first));
}

} // namespace mfa::policy::lint
