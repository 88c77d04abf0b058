import type { Connection, Target } from '../adapter';
import { tryGo } from './goRequest';

/** A run has one connection object, so it is not kept for longer. */
const known = new WeakMap<Connection, Promise<boolean>>();

/**
 * Whether the server is older than 0.7. No route tells the version, but only 0.7 has carousels, and refuses one without
 * receiver and cards.
 */
export async function isBefore07(target: Target): Promise<boolean> {
	const { connection } = target;
	const isOld = known.get(connection) ?? askForCarousel(target);
	known.set(connection, isOld);
	isOld.catch(() => known.delete(connection));
	return await isOld;
}

async function askForCarousel(target: Target): Promise<boolean> {
	const result = await tryGo(target, {
		method: 'POST',
		path: '/send/carousel',
		// n8n sends nothing for {}.
		body: { number: '', cards: [] },
		retry: 'always',
	});
	return 'failure' in result && result.failure.unknownRoute === true;
}
