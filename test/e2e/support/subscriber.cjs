/**
 * An n8n server as far as the hub of an instance is concerned: a process of its own with the built hub.
 * Gets `{ url, key, wishes }`, wishes all of them at the same moment, and answers with the failures.
 */
const path = require('node:path');

const { Changes, talkTo } = require(
	path.join(__dirname, '../../../dist/nodes/EvolutionApi/trigger/hub'),
);

const changes = new Changes();

const talkWith = ({ url, key }) =>
	talkTo(async ({ method, path: route, body }) => {
		const answer = await fetch(url + route, {
			method,
			headers: { apikey: key, 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		const parsed = await answer.json();
		if (answer.ok) return { body: parsed };
		return {
			failure: { message: JSON.stringify(parsed), description: '', httpCode: answer.status },
		};
	}, 'demo');

process.on('message', async ({ url, key, wishes }) => {
	const talk = talkWith({ url, key });
	const results = await Promise.allSettled(
		wishes.map(async (wish) => await changes.change('demo', talk, [wish])),
	);
	process.send(results.flatMap(({ reason }) => (reason === undefined ? [] : [reason.message])));
});
