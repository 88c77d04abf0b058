import { missingAt } from '../soak/kills/moments';

// Evolution Go keeps nothing, and takes every 2xx for delivered. `npm run kills` looks at hundreds of moments, and kills
// n8n for real.

it('whenever n8n is killed, what Evolution Go was told that it has is in its database, for each workflow', async () => {
	const options = { times: 10, seed: 1, keeps: 'all', say: () => {} } as const;
	expect(await missingAt(options)).toEqual([]);
}, 120_000);
