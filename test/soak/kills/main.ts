/** `npx tsx test/soak/kills/main.ts [times] [seed] [successful executions to store: all|none] [folder of a built package]` */
import { installRuntime } from '../../../dev/n8n/install';
import { killRounds } from './killRounds';

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(args: string[]): Promise<number> {
	const [times = '200', seed = '1', keeps, packageFolder] = args;
	await installRuntime();
	const options = {
		times: Number(times),
		seed: Number(seed),
		keeps: keeps === 'none' ? ('none' as const) : ('all' as const),
		packageFolder,
		say,
	};
	const fates = await killRounds(options);
	const counts = new Map<string, number>();
	for (const { fate } of fates) counts.set(fate, (counts.get(fate) ?? 0) + 1);
	say(`${times} kills, ${fates.length} starts: ${JSON.stringify(Object.fromEntries(counts))}`);
	const wrong = fates.filter(({ fate }) => ['lost', 'twice', 'undelivered'].includes(fate));
	for (const { name, text, fate, history } of wrong)
		say(`  ${fate}: ${text} at ${name}, ${history}`);
	return wrong.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`${error.stack ?? error.message}\n`);
		process.exit(1);
	},
);
