import { assetForge } from './assetForge/assetForge.ts';
import { clawnet } from './clawnet/clawnet.ts';
import { codeSync } from './codeSync/codeSync.ts';
import { moaiFlow } from './moaiFlow/moaiFlow.ts';
import type { SampleSystem } from './sampleSystem.ts';
import { twinkle } from './twinkle/twinkle.ts';

/** The five sample systems, each built from its monitoring guide. */
export const SYSTEMS = { clawnet, twinkle, assetForge, moaiFlow, codeSync } satisfies Record<string, SampleSystem>;

export type SystemName = keyof typeof SYSTEMS;
