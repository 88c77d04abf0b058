import { setTimeout as sleep } from 'node:timers/promises';

/** Calls a webhook until `isOver`. While n8n prepares its database, it answers 200 to everything. @returns time of its last such answer */
export async function lastDeaf(url: string, isOver: () => boolean): Promise<number | undefined> {
	let last: number | undefined;
	while (!isOver()) {
		const text = await fetch(url).then(
			async (answer) => await answer.text(),
			() => '',
		);
		if (text.includes('n8n is starting up')) last = Date.now();
		await sleep(20);
	}
	return last;
}
