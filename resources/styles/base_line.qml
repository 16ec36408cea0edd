<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
  <rules key="root">
   <rule key="rule0" symbol="0" label="Lane, casing" filter="&quot;class&quot; = 'lane'" />
   <rule key="rule1" symbol="1" label="Street, casing" filter="&quot;class&quot; = 'street'" />
   <rule key="rule2" symbol="2" label="Main, casing" filter="&quot;class&quot; = 'main'" />
   <rule key="rule3" symbol="3" label="Expressway, casing" filter="&quot;class&quot; = 'expressway'" />
   <rule key="rule4" symbol="4" label="Lane" filter="&quot;class&quot; = 'lane'" />
   <rule key="rule5" symbol="5" label="Street" filter="&quot;class&quot; = 'street'" />
   <rule key="rule6" symbol="6" label="Main" filter="&quot;class&quot; = 'main'" />
   <rule key="rule7" symbol="7" label="Expressway" filter="&quot;class&quot; = 'expressway'" />
  </rules>
  <symbols>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="0">
    <layer class="SimpleLine" enabled="1" pass="0" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="216,211,201,255" />
      <Option name="line_width" type="QString" value="3.45" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="1">
    <layer class="SimpleLine" enabled="1" pass="1" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="216,211,201,255" />
      <Option name="line_width" type="QString" value="5.25" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="2">
    <layer class="SimpleLine" enabled="1" pass="2" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="195,188,174,255" />
      <Option name="line_width" type="QString" value="7.50" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="3">
    <layer class="SimpleLine" enabled="1" pass="3" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="195,188,174,255" />
      <Option name="line_width" type="QString" value="9.00" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="4">
    <layer class="SimpleLine" enabled="1" pass="4" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="255,255,255,255" />
      <Option name="line_width" type="QString" value="1.95" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="5">
    <layer class="SimpleLine" enabled="1" pass="5" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="255,255,255,255" />
      <Option name="line_width" type="QString" value="3.75" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="6">
    <layer class="SimpleLine" enabled="1" pass="6" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="255,255,255,255" />
      <Option name="line_width" type="QString" value="6.00" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="line" alpha="1" clip_to_extent="1" force_rhr="0" name="7">
    <layer class="SimpleLine" enabled="1" pass="7" locked="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="251,231,184,255" />
      <Option name="line_width" type="QString" value="7.50" />
      <Option name="line_width_unit" type="QString" value="Point" />
      <Option name="capstyle" type="QString" value="round" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="rule-based">
  <rules key="root">
   <rule key="label0" scalemaxdenom="15000" scalemindenom="1">
    <settings calloutType="simple">
     <text-style fieldName="name" isExpression="0" fontFamily="Noto Sans CJK SC" fontSize="7.88" fontSizeUnit="Point" fontWeight="50" textColor="90,104,117,255" textOpacity="1" multilineHeight="1">
      <text-buffer bufferDraw="1" bufferSize="1.20" bufferSizeUnits="Point" bufferColor="243,242,238,255" bufferOpacity="1" />
     </text-style>
     <placement placement="3" centroidInside="1" placementFlags="9" />
     <rendering drawLabels="1" obstacle="0" displayAll="0" />
    </settings>
   </rule>
  </rules>
 </labeling>
</qgis>
