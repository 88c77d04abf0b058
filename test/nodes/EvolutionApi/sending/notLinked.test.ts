import { resources } from '../../../../nodes/EvolutionApi/operations';
import { exampleRun } from '../../../support/scenarios';
import { runOperation } from '../../../support/run';
import { useSimulator } from '../../../support/simulator';
import { broadcast, fates, phone, sentTo, statuses } from './support';

// Tests messages that are sent while the instance shows a QR code. The server's client isn't linked to an account yet.

const simulator = useSimulator();

const showQrCode = () => {
	const instance = simulator.current.state.instances.get('demo');
	Object.assign(instance ?? {}, { state: 'connecting', paired: false });
};

const REASON = 'The instance "demo" is not connected to WhatsApp';

const SENDING = resources.flatMap(({ value: resource, operations }) =>
	operations
		.filter(
			({ request }) =>
				/^\/message\/|\/(?:updateMessage|deleteMessageForEveryone|sendInvite|sendPresence)\//.test(
					request.path,
				) && request.onlyOn === undefined,
		)
		.map(({ value, example }) => [resource, value, example] as const),
);

const TOLD_OTHERWISE: Readonly<Record<string, string>> = {
	// Only instances with Meta's API send templates, and they have no QR code.
	sendTemplate: 'WHATSAPP-BUSINESS',
	// For an invitation, the server returns an error without the reason.
	sendInvite: 'Check that the account of the instance is connected',
};

it.each(SENDING.filter(([, operation]) => TOLD_OTHERWISE[operation] === undefined))(
	'%s.%s while the instance shows a QR code says that it is not connected, and how to connect it',
	async (...sending) => {
		const run = exampleRun(simulator.current, sending);
		showQrCode();
		const { error } = await runOperation(simulator.current, {
			...run,
			items: run.items?.slice(0, 1),
		});
		expect(`${String(error?.message)} ${String(error?.description)}`).toContain(REASON);
		expect(error?.description).toContain('Instance → Connect');
	},
);

it.each(SENDING.filter(([, operation]) => TOLD_OTHERWISE[operation] !== undefined))(
	'%s.%s while the instance shows a QR code says as much as the server does',
	async (...sending) => {
		const run = exampleRun(simulator.current, sending);
		showQrCode();
		const { error } = await runOperation(simulator.current, {
			...run,
			instance: 'demo',
			items: run.items?.slice(0, 1),
		});
		expect(`${String(error?.message)} ${String(error?.description)}`).toContain(
			TOLD_OTHERWISE[sending[1]],
		);
	},
);

it('Bulk Sending stops at the first message while the instance shows a QR code', async () => {
	showQrCode();
	const result = await broadcast(simulator.current, [1, 2, 3].map(phone), {
		stopConditions: { failuresInARow: 9 },
	});
	expect(statuses(result)).toEqual(['failed', 'skipped', 'skipped']);
	expect(fates(result)[2].reason).toBe(REASON);
	expect(sentTo(simulator.current)).toHaveLength(1);
});
