/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Of the kernel's types and constants what guard.bpf.c uses. There is no vmlinux.h: libbpf finds
 * the fields in the running kernel (BPF CO-RE), wherever they lie there. */
#ifndef MFA_KERNEL_TYPES_H
#define MFA_KERNEL_TYPES_H

#include <linux/types.h>

#define KERNEL __attribute__((preserve_access_index))

typedef struct {
    __u32 val;
} kuid_t;

struct super_block {
    __u32 s_dev;
    unsigned long s_magic;
} KERNEL;
struct inode {
    __u16 i_mode;
    kuid_t i_uid;
    struct super_block* i_sb;
    unsigned long i_ino;
    __u32 i_rdev;
    __u32 i_generation;
} KERNEL;
struct qstr {
    const unsigned char* name;
} KERNEL;
struct dentry {
    struct dentry* d_parent;
    struct qstr d_name;
    struct inode* d_inode;
    struct super_block* d_sb;
} KERNEL;
struct path {
    struct dentry* dentry;
} KERNEL;
struct file {
    __u32 f_mode;
    struct inode* f_inode;
    struct path f_path;
} KERNEL;
struct linux_binprm {
    struct file* file;
    int unsafe;
    const char* filename;
    const char* interp;
} KERNEL;
struct vm_area_struct {
    struct file* vm_file;
} KERNEL;
struct pid {
} KERNEL;
struct tty_driver {
    int major;
    int minor_start;
} KERNEL;
struct tty_struct {
    struct tty_driver* driver;
    int index;
} KERNEL;
struct signal_struct {
    struct tty_struct* tty;
} KERNEL;
struct task_struct {
    unsigned int flags;
    unsigned int sessionid;
    struct signal_struct* signal;
    struct task_struct* group_leader;
    struct pid* thread_pid;
} KERNEL;
struct proc_inode {
    struct pid* pid;
    struct inode vfs_inode;
} KERNEL;
struct sockaddr {
    __u16 sa_family;
} KERNEL;
struct sock {
    kuid_t sk_uid;
} KERNEL;
struct socket {
    struct sock* sk;
} KERNEL;
struct sockaddr_un {
    __u16 sun_family;
    char sun_path[108];
};
struct unix_address {
    int len;
    struct sockaddr_un name[0];
} KERNEL;
struct unix_sock {
    struct unix_address* addr;
} KERNEL;

// Of the kernel's headers.
#define S_IFMT 00170000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFIFO 0010000
#define S_IROTH 00004
#define S_IXOTH 00001
#define S_IWGRP 00020
#define S_IWOTH 00002
#define FMODE_WRITE 2
#define PROT_EXEC 4
#define PF_DUMPCORE 0x00000200
#define PTRACE_MODE_ATTACH 2
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_NETLINK 16
#define NETLINK_AUDIT 9
#define TIOCSTI 0x5412
#define TIOCLINUX 0x541C
#define TIOCSETD 0x5423
#define FIOSETOWN 0x8901
#define SIOCSPGRP 0x8902
#define F_SETOWN 8
#define F_SETOWN_EX 15
#define PROC_SUPER_MAGIC 0x9fa0
#define PIPEFS_MAGIC 0x50495045
#define BPF_FS_MAGIC 0xcafe4a11
#define EPERM 1
#define EACCES 13
#define ENOMEM 12
#define DEVICE(major, minor) ((__u32)(major) << 20 | (__u32)(minor))

#endif
