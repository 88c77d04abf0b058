import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/server';
import type { Fault } from '../../simulator/state/faults';
import { newInstance, type Instance } from '../../simulator/state/instance';
import { seed } from '../../simulator/state/seed';
import type { LoggedRequest } from '../../simulator/state/state';
import { time } from './time';

export { demoOf } from './demo';

// Gives a test file its own simulator, which has the demo data again before each test.

/** Call it at the top level of a test file. */
export function useSimulator(options: Pick<SimulatorOptions, 'key' | 'server' | 'version'> = {}): {
	readonly current: Simulator;
} {
	let simulator: Simulator | undefined;
	const holder = {
		get current(): Simulator {
			if (simulator === undefined) throw new Error('The simulator runs only during tests');
			return simulator;
		},
	};
	beforeAll(async () => {
		simulator = await startSimulator({ port: 0, quiet: true, ...options });
	});
	beforeEach(() => {
		holder.current.state.reset();
		seed(holder.current.state);
	});
	afterAll(async () => await simulator?.close());
	return holder;
}

/** Starts a simulator for tests of executions that wait for a long time. */
export function useSkippedTime(): ReturnType<typeof useSimulator> {
	const simulator = useSimulator();
	beforeEach(() => time.start(simulator.current));
	afterEach(() => jest.restoreAllMocks());
	return simulator;
}

export function addConnected({ state }: Simulator, name: string): Instance {
	const added = newInstance({ name, integration: 'WHATSAPP-BAILEYS' }, state.config);
	state.instances.set(name, added);
	return Object.assign(added, { state: 'open', paired: true, hasClient: true } as const);
}

export function fail(simulator: Simulator, fault: Partial<Fault>): void {
	simulator.state.faults.push({ times: 1, skip: 0, ...fault });
}

export const refusal = (message: string) => ({
	status: 400,
	body: { status: 400, error: 'Bad Request', response: { message: [message] } },
});

/** Returns the requests that reached the server, oldest first. */
export const arrived = (simulator: Simulator): LoggedRequest[] => simulator.state.requests.list();

export const bodies = (simulator: Simulator) =>
	arrived(simulator).map(({ body }) => body as Record<string, unknown>);

export function forget({ state }: Simulator): void {
	state.requests.clear();
	state.faults.length = 0;
}
