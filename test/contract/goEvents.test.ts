import { type GoClient, startGo } from '../simulator/go/support/goClient';
import { happeningsOf } from '../simulator/go/support/goHappenings';
import type { Collector } from '../simulator/support/collector';
import { differences } from '../../dev/conformance/shape';
import { goEventBody, goEventData, goEvents, type Json } from '../support/goEventFacts';

// Compares the simulated Evolution Go's deliveries with facts about the real one.

/** Differences to ignore: fields that phones may add or omit, and the long descriptions of groups. */
const AS_THEY_LIKE =
	/groupData|messageContextInfo|(seconds|title|pageCount|height|width|mediaKeyTimestamp|waveform|previewType|metadata|participant|caption|IsEdit|version|type|format): |sticker.*(stickerSentTS|is[A-Z]\w+)|quotedMessage|JoinedGroup|PushName .*Message/;

let go: GoClient;
let hook: Collector;
const happens = happeningsOf(() => ({ go, hook }));
beforeEach(async () => {
	go = await startGo();
	// If `ALL` came first, the server would leave out some events.
	hook = await go.subscribe('MESSAGE', 'ALL');
});
afterEach(() => go.close());

/** Tells whether two events contain the same kind of message: a test may receive several events of the same name. */
const isLike = (expected: Json, got: Json) => {
	const partOf = ({ Message }: Json) =>
		Object.keys((Message as Json | undefined) ?? {}).find((key) => /Message$/.test(key));
	const isLocal = (data: Json) => 'reason' in data && !('Reason' in data);
	return partOf(expected) === partOf(got) && isLocal(expected) === isLocal(got);
};

it.each(Object.keys(happens))(
	'contract: the simulated Evolution Go delivers the event %s with the keys and types of the real server',
	async (name) => {
		const fact = goEvents[name];
		const expected = goEventBody(fact);
		await happens[name]();
		const { body, headers } = await hook.wait(
			fact.event,
			({ body: got }) =>
				got.state === fact.state && isLike(expected.data as Json, got.data as Json),
		);
		const found = differences(expected, body).filter(
			(line) => !AS_THEY_LIKE.test(`${fact.event} ${line}`),
		);
		expect({ name, found }).toEqual({ name, found: [] });
		expect(Object.keys(headers).sort()).toEqual([
			'accept',
			'accept-encoding',
			'connection',
			'content-length',
			'content-type',
			'host',
			'user-agent',
		]);
	},
);

it('contract: a test can make the simulated Evolution Go deliver events that its simulated phone never causes', async () => {
	const left = Object.keys(goEvents).filter(
		(name) => !(name in happens) && !goEvents[name].unreleased,
	);
	expect(left.length).toBeLessThan(32);
	for (const name of ['connectfailure', 'newsletterleave', 'message.view-once-unavailable']) {
		const { event, ...fact } = { ...goEvents[name], data: goEventData(goEvents[name]) };
		await go.post('/_sim/instances/demo/events', { event, data: fact.data });
		const { body } = await hook.wait(event);
		expect(differences(fact.data, body.data)).toEqual([]);
	}
});
