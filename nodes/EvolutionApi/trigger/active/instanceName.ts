import { kept } from '../memory/kept';
import type { ActiveTrigger } from './activeTrigger';

// With a token alone, only deliveries tell what the instance is called.

/** By instance. */
const names = kept<string>();

/** @param name as a genuine delivery has it */
export const noteName = ({ instanceId }: Pick<ActiveTrigger, 'instanceId'>, name: string): void =>
	void names.set(instanceId, name);

/** Empty if nobody has said it yet. */
export const nameOfInstance = ({
	instance,
	instanceId,
}: Pick<ActiveTrigger, 'instance' | 'instanceId'>): string =>
	instance || (names.get(instanceId) ?? '');
