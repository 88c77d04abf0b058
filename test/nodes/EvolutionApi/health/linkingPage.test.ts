import { runOperationWith } from '../../../../dev/engine/operation';
import { CREDENTIAL_TYPES, connectionFrom } from '../../../../nodes/EvolutionApi/server/connection';
import { connectionFinding } from '../../../../nodes/EvolutionApi/health/linking';
import { useSimulator } from '../../../support/simulator';

const PAGE = '/docs/phone-cannot-be-linked.md';

const ENDS = ['clientOutdated', 'loggedOut', 'qrCodesUsedUp', 'restricted', undefined] as const;
const PASSKEY = { stage: 'challenge', url: 'https://example.com/passkey', code: null };

describe.each([
	['Evolution API', 'api', 'globalKey', '2.4.0'],
	['Evolution Go', 'go', 'evolutionGo', '0.7.2'],
] as const)(
	'%s: the documentation page "My phone cannot be linked"',
	(name, kind, authentication, version) => {
		const simulator = useSimulator({ server: kind, version });
		beforeEach(() => {
			simulator.current.config.licensed = true;
		});

		const credential = () => {
			const { url: baseUrl, key } = simulator.current;
			return { baseUrl, apiKey: key, globalApiKey: key };
		};
		const sendText = async (instance: string) =>
			await runOperationWith(
				{ authentication, credentials: { [CREDENTIAL_TYPES[authentication]]: credential() } },
				{
					resource: 'message',
					operation: 'sendText',
					instance,
					values: { recipient: '5511988887777', text: 'hello' },
				},
			);

		it.each(['close', 'connecting'])(
			'is linked from every explanation of why a phone is in state "%s"',
			(state) => {
				const connection = connectionFrom(authentication, credential());
				const records = ENDS.flatMap((end) =>
					[undefined, true, false].map((waitsForQrCode) => ({ end, waitsForQrCode })),
				);
				const findings = [{ passkey: PASSKEY }, ...records].map((record) =>
					connectionFinding(connection, state, record),
				);
				expect(findings.filter(({ whatToDo }) => whatToDo?.includes(PAGE) !== true)).toEqual([]);
				expect(connectionFinding(connection, 'open').whatToDo).toBeUndefined();
			},
		);

		it('is linked from the error of a message that cannot be sent because no phone is linked to the instance', async () => {
			const { error } = await sendText('new-phone');
			expect(error?.message).toContain('not connected');
			expect(error?.description).toContain(PAGE);
		});

		it('is linked from the error of a server that is not activated', async () => {
			simulator.current.config.licensed = false;
			const { error } = await sendText('demo');
			expect(error?.message).toContain(`This ${name} server is not activated`);
			expect(error?.description).toContain(PAGE);
		});
	},
);
