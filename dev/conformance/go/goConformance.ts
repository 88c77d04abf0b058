import { version as node } from '../../../package.json';
import { startSimulator, type Simulator } from '../../../simulator/server';
import type { Case } from '../cases';
import type { Watched } from '../conformance';
import type { GoTarget } from '../options';
import { connectToSimulator } from '../ownSimulator';
import { startRecorder } from '../recorder';
import type { Report, Row } from '../report';
import { tryAll } from '../run';
import { BEFORE_PHONE_ON_GO, CREATE_ON_GO, WITH_PHONE_ON_GO } from './goCases';
import { GoCleaner } from './goCleaner';
import { goDifferences } from './goDifferences';
import { GoStage, type GoKeys } from './goStage';

export async function goConformance(target: GoTarget, watched: Watched): Promise<Report> {
	const { server, version, phone } = target;
	const simulator = server === undefined ? await openGo(version) : undefined;
	if (simulator) watched.add(async () => await simulator.close());
	const keys: GoKeys = server ?? { globalKey: simulator?.key };
	const url = server?.url ?? simulator?.url ?? '';
	if (server) await isThere(url);
	const cleaner = new GoCleaner();
	for (const key of [keys.token, keys.globalKey]) cleaner.hide(key, '***');
	cleaner.hide(phone?.recipient, 'RECIPIENT');
	cleaner.hide(phone?.instance, 'INSTANCE');
	cleaner.hide(new URL(url).host, 'SERVER');
	const recorder = await startRecorder(url, cleaner, (seen) => {
		stage.learnFrom(seen);
		return goDifferences(seen);
	});
	watched.add(async () => await recorder.close());
	const place = { url, recorded: recorder.url, version: version ?? '', phone, cleaner };
	const stage = new GoStage(place, keys);
	watched.add(async () => {
		for (const name of await stage.clear()) {
			watched.say(`The instance ${name} is still there: delete it.`);
		}
	});
	const rows: Row[] = [];
	const { signal } = watched;
	const tell = (row: Row) => {
		const cleaned = { ...row, reason: row.reason && cleaner.clean(row.reason) };
		rows.push(cleaned);
		watched.onRow(cleaned);
	};
	const run = async (cases: readonly Case[]) => {
		if (signal.aborted) return;
		const [possible, left] = divide(cases, { hasOwn: keys.globalKey !== undefined, stage });
		for (const row of left) tell(row);
		await tryAll({ stage, recorder, onRow: tell, signal }, possible);
	};
	await run([CREATE_ON_GO]);
	if (rows[0]?.outcome !== 'failed') {
		await run(BEFORE_PHONE_ON_GO);
		if (simulator && !signal.aborted) await connectToSimulator(simulator, stage);
		await run(WITH_PHONE_ON_GO);
	}
	return { node, server: nameOf(target), rows };
}

const WITHOUT_PHONE = /^(instance|system)\//;

/**
 * Cases that need a phone are skipped if there is none, because the server would wait more than a minute for WhatsApp in each
 * of them.
 */
function divide(
	cases: readonly Case[],
	{ hasOwn, stage }: { readonly hasOwn: boolean; readonly stage: GoStage },
): readonly [possible: Case[], left: Row[]] {
	const whyNot = ({ name, onOwn }: Case): Row | undefined => {
		if (onOwn === true) {
			return hasOwn ? undefined : { name, outcome: 'leftOut', reason: 'needs --global-key' };
		}
		if (stage.phone !== undefined || WITHOUT_PHONE.test(name)) return undefined;
		return { name, outcome: 'noPhone' };
	};
	const left = cases.flatMap((one) => whyNot(one) ?? []);
	return [cases.filter((one) => whyNot(one) === undefined), left];
}

const openGo = async (version: string | undefined): Promise<Simulator> =>
	await startSimulator({ port: 0, quiet: true, server: 'go', version });

/** @throws {Error} if Evolution Go doesn't run at this URL */
async function isThere(url: string): Promise<void> {
	const response = await fetch(`${url}/server/ok`).catch((error: Error) => {
		throw new Error(`No server answers at ${url}: ${error.message}`);
	});
	const { status } = (await response.json().catch(() => ({}))) as { status?: unknown };
	if (status === 'ok') return;
	throw new Error(`The server at ${url} is not Evolution Go: it has no /server/ok.`);
}

function nameOf({ server, version }: GoTarget): string {
	if (server === undefined) return `a simulated Evolution Go ${version ?? ''}`.trim();
	return `Evolution Go ${version ?? '(unknown version)'}`;
}
