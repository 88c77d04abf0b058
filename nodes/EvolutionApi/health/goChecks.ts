import { recordOf } from '../core/values/answer';
import { inspectInstanceHub } from '../hub/instanceHub';
import { unreadOf } from '../trigger/channel/unreadWebhook';
import {
	answerIn,
	type Finding,
	fine,
	namesOf,
	notChecked,
	type Setup,
	type SetupCheck,
	workflowsHere,
} from './check';
import { groupsFinding, statusFinding, worstOf } from './instanceChecks';
import { addressCheck, eventsFinding, listenersCheck, webhookFinding } from './webhookChecks';

// What lies between an Evolution Go server and the workflows that it starts. A token alone does not open all of it.

const hasGlobalKey = ({ connection }: Setup) => connection.globalKey !== undefined;

/** Without an instance only the server is checked. A token alone is that of one instance. */
const isChosen = (setup: Setup) => setup.instance !== '' || !hasGlobalKey(setup);

const ASK_WITH_KEY =
	'Enter the Global API Key in the credential, too: with it the webhook is read.';

const goWebhookCheck: SetupCheck = {
	name: 'Webhook',
	needs: ['License'],
	async look(setup) {
		const { context, connection, instance } = setup;
		if (!isChosen(setup)) return notChecked('no instance is chosen');
		const unread = unreadOf(setup);
		if (unread?.isKnown === false) {
			const why =
				'a token alone does not open the webhook, and this process of n8n has neither set it nor got an event of it since it was started';
			return notChecked(why, ASK_WITH_KEY);
		}
		const hub = await inspectInstanceHub(context, connection, instance);
		setup.hub = hub;
		const finding = webhookFinding({ connection, instance, hub });
		if (unread === undefined) return finding;
		const found = `${finding.found}. That is what this n8n knows: a token alone does not tell whether somebody has set another one since`;
		return { ...finding, found, whatToDo: finding.whatToDo ?? ASK_WITH_KEY };
	},
};

/** The same as at Evolution API, if the webhook is known. */
const behindWebhook = ({ name, look }: SetupCheck): SetupCheck => ({
	name,
	needs: ['Webhook'],
	look: async (setup, before) =>
		setup.hub === undefined ? notChecked('the webhook is not known') : await look(setup, before),
});

const STATUS_IGNORED = {
	dropped: 'Ignore Status is on: the server drops statuses',
	whatToDo: 'Switch Ignore Status off in the manager of the server.',
};

const goSettingsCheck: SetupCheck = {
	name: 'Settings',
	needs: ['Connection'],
	async look(setup) {
		if (!isChosen(setup)) return notChecked('no instance is chosen');
		if (!hasGlobalKey(setup)) return notChecked('only the global key opens them');
		const { context, connection, instance } = setup;
		const answer = await connection.server.ask(context, connection, {
			method: 'GET',
			route: '/settings/find/{instance}',
			parameters: { instance },
			instance,
			retry: 'always',
		});
		const { groupsIgnore, ignoreStatus } = recordOf(answerIn(answer));
		return worstOf([
			groupsIgnore === true ? groupsFinding(setup) : undefined,
			ignoreStatus === true ? statusFinding(setup, STATUS_IGNORED) : undefined,
		]);
	},
};

/** The server keeps no messages to compare with: only what has come shows that it reaches n8n. */
const goDeliveriesCheck: SetupCheck = {
	name: 'Deliveries',
	needs: ['Connection'],
	look(setup): Finding {
		const triggers = workflowsHere(setup);
		if (triggers.length === 0)
			return notChecked(
				'no workflow that is active in this process of n8n listens to the instance',
			);
		const latest = Math.max(...triggers.map(({ heardAt = 0 }) => heardAt));
		if (latest > 0) {
			const time = new Date(latest).toISOString();
			return fine(
				`The last event came ${time}. The server keeps none, so what is missing is not known`,
			);
		}
		return notChecked(
			`since it was started no event has come for ${namesOf(triggers)}, and the server keeps none to compare with`,
			'Write to the instance from another phone, wait ten seconds, and run this again.',
		);
	},
};

export const GO_TRIGGER_CHECKS: readonly SetupCheck[] = [
	goWebhookCheck,
	behindWebhook(listenersCheck),
	behindWebhook(addressCheck),
	behindWebhook({ name: 'Events', needs: [], look: eventsFinding }),
	goSettingsCheck,
	goDeliveriesCheck,
];
