// node simulators.mjs FOLDER MFA_TOOL: decisions by `mfa_tool policy simulate` and by
// @cloud-copilot/iam-simulate, which FOLDER has (npm install --prefix FOLDER @cloud-copilot/iam-simulate);
// microseconds for each, and the ratio. It is no part of this project and need not be there.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [folder, tool] = process.argv.slice(2);
const simulators = '@cloud-copilot/iam-simulate/dist/esm/index.js';
const {runSimulation} = await import(pathToFileURL(join(folder, 'node_modules', simulators)));

const principal = 'arn:aws:iam::123456789012:user/alice';
const statement = (n) => ({
    Effect: n % 5 === 4 ? 'Deny' : 'Allow',
    Action: ['s3:GetObject', 's3:Put*'],
    Resource: n % 2 === 0 ? `arn:aws:s3:::bucket${n}/*` : `arn:aws:s3:::*${n}/*/a/*`,
});
const resource = (n) => `arn:aws:s3:::bucket${n}/x/a/y`;

const theirs = async (statements, rounds) => {
    const identityPolicies = [{name: 'p', policy: {Version: '2012-10-17', Statement: statements}}];
    const start = process.hrtime.bigint();
    const decisions = [];
    for (let i = 0; i < rounds; ++i) {
        const request = {
            principal, action: 's3:GetObject', contextVariables: {},
            resource: {resource: resource(i % statements.length), accountId: '123456789012'},
        };
        const answer = await runSimulation(
            {request, identityPolicies, serviceControlPolicies: [], resourceControlPolicies: []}, {});
        decisions.push(answer.overallResult.replace('ExplicitlyDenied', 'ExplicitDeny')
            .replace('ImplicitlyDenied', 'ImplicitDeny').replace('Allowed', 'Allow'));
    }
    return {us: Number(process.hrtime.bigint() - start) / 1000 / rounds, decisions};
};

const ours = (statements, rounds) => {
    const place = mkdtempSync(join(tmpdir(), 'simulators-'));
    const policy = join(place, 'policy.json');
    writeFileSync(policy, JSON.stringify({Version: '2012-10-17', Statement: statements}));
    const run = (count) => {
        const lines = [];
        for (let i = 0; i < count; ++i) {
            lines.push(JSON.stringify({id: i, action: 's3:GetObject', resource: resource(i % statements.length),
                                       principal: {arn: principal}}));
        }
        const start = process.hrtime.bigint();
        const done = spawnSync(tool, ['policy', 'simulate', '--policy', policy, '--requests', '-'],
                               {input: lines.join('\n') + '\n', maxBuffer: 1 << 30, encoding: 'utf8'});
        const ns = Number(process.hrtime.bigint() - start);
        return {ns, decisions: done.stdout.trim().split('\n').map((line) => JSON.parse(line).decision)};
    };
    const one = run(1); // starting and loading
    const many = run(rounds);
    rmSync(place, {recursive: true});
    return {us: (many.ns - one.ns) / 1000 / (rounds - 1), decisions: many.decisions};
};

console.log('statements  iam-simulate us  mfa_tool us (with JSON in and out)  ratio  same decisions');
for (const [count, rounds] of [[10, 400], [100, 200], [1000, 40]]) {
    const statements = Array.from({length: count}, (_, n) => statement(n));
    await theirs(statements, 3); // warm
    const other = await theirs(statements, rounds);
    const own = ours(statements, 20000);
    const same = other.decisions.every((decision, i) => decision === own.decisions[i]);
    console.log([count, other.us.toFixed(1), own.us.toFixed(2), (other.us / own.us).toFixed(0), same].join('  '));
}
