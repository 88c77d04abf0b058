import { evolutionDeliveries } from '../../../../../nodes/EvolutionApi/server/evolutionApi/deliveries';

it('a delivered list: entries that the filters leave out are not parsed', () => {
	let reads = 0;
	const contact = new Proxy(
		{ remoteJid: '5511988887777@s.whatsapp.net', pushName: 'Ana' },
		{ get: (target, key) => (reads++, Reflect.get(target, key) as unknown) },
	);
	const body = { event: 'contacts.upsert', instance: 'demo', data: Array(3_000).fill(contact) };
	const delivery = evolutionDeliveries.read(body);
	expect(delivery).toMatchObject({ event: 'contacts.upsert', instance: 'demo' });
	expect(reads).toBe(0);
	expect(delivery?.entries).toHaveLength(3_000);
	expect(delivery?.entries[0]?.chat).toEqual(['5511988887777@s.whatsapp.net']);
});
