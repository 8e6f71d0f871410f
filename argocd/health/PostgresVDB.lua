-- Health of a PostgresVDB (core.delphix.com/v1alpha1). The vendor publishes no list of its status; what is known:
-- condition Ready is True on a VDB that runs, phase is Pending, Provisioning, Running, Failed or Deleting where it is there,
-- and spec.enabled false scales to zero. What is not known here is Progressing, with the operator's own words.
-- Argo CD opens no string library for such a script: names are compared whole. Of an object that is being deleted it says
-- "Pending deletion" itself and asks no script (gitops-engine, pkg/health): what that waits for stands in metadata.finalizers.

local failedPhases = { Failed = true, Error = true, Degraded = true }
local failedTypes = { Failed = true, Error = true, Degraded = true, Stalled = true }
local failedReasons = {
  Failed = true, Error = true, ProvisioningFailed = true, ReconcileFailed = true, ReconcileError = true, InvalidSpec = true,
}
local runningPhases = { Running = true, Ready = true, Active = true }

local spec = obj.spec or {}
local status = obj.status or {}

local function health(name, message)
  return { status = name, message = message }
end

-- The words of a condition, or of the whole status, with what they are about in front.
local function words(about, source)
  local text = about
  if source.reason ~= nil and source.reason ~= "" then text = text .. ": " .. source.reason end
  if source.message ~= nil and source.message ~= "" then text = text .. ": " .. source.message end
  return text
end

local ready = nil
local failed = nil
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "Ready" then ready = condition end
  if failedTypes[condition.type] and condition.status == "True" then failed = condition end
end

local old = status.observedGeneration ~= nil and obj.metadata.generation ~= nil
  and status.observedGeneration < obj.metadata.generation
if old then return health("Progressing", "The operator has not seen the last change yet") end

if failed ~= nil then return health("Degraded", words(failed.type, failed)) end
if failedPhases[status.phase or ""] then return health("Degraded", words("Phase " .. status.phase, ready or status)) end
if ready ~= nil and ready.status == "False" and failedReasons[ready.reason or ""] then
  return health("Degraded", words("Not ready", ready))
end

if spec.enabled == false then return health("Suspended", "Switched off: spec.enabled is false") end

if ready ~= nil then
  if ready.status == "True" then return health("Healthy", words("Ready", ready)) end
  return health("Progressing", words("Not ready", ready))
end
if runningPhases[status.phase or ""] then return health("Healthy", "Phase " .. status.phase) end
if status.phase ~= nil then return health("Progressing", words("Phase " .. status.phase, status)) end
return health("Progressing", "Waits for the operator: neither a phase nor a condition Ready yet")
